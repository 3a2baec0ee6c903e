import { build } from 'esbuild';
import { basename, join } from 'node:path';

const engine = join(import.meta.dirname, '..');

/** What argv[0] picks, and the bundle's entry point. */
const entryPoints: Record<string, string> = {
  init: 'agent/main.ts',
  dockerd: 'daemon/main.ts',
  docker: 'cli/main.ts',
  curl: 'cli/curl/main.ts',
  'docker-credential-drydock': 'cli/credential-helper/main.ts',
};

export interface Bundle {
  readonly name: string;
  readonly script: string;
}

/** Imports between bundles are flat names in the executable. */
function flattenImports(script: string): string {
  return script.replaceAll(/((?:from|import)\s*\(?\s*)(["'])\.\//g, '$1$2');
}

/** The guest's programs as ES modules; what two of them need is a module of its own. */
export async function bundleAll(): Promise<Bundle[]> {
  const { outputFiles } = await build({
    entryPoints: Object.fromEntries(Object.entries(entryPoints).map(([name, path]) => [name, join(engine, path)])),
    absWorkingDir: engine,
    outdir: join(engine, 'bundles'),
    write: false,
    bundle: true,
    splitting: true,
    format: 'esm',
    target: 'es2023',
    platform: 'neutral',
    chunkNames: '[name]-[hash]',
    external: ['native:*'],
    minifySyntax: true,
    minifyWhitespace: true,
    logLevel: 'warning',
  });
  const bundles = outputFiles.map(({ path, text }) => ({ name: basename(path), script: flattenImports(text) }));
  return bundles.sort((a, b) => (a.name < b.name ? -1 : 1));
}
