import { createHash } from 'node:crypto';
import { build } from 'esbuild';

/** Hash of what a program runs: the module and all that it imports, without comments and without packages. */
export async function bundleHash(entryPoint: string): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [entryPoint],
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'node',
    packages: 'external',
    minifyWhitespace: true,
  });
  const hash = createHash('sha256');
  for (const { contents } of outputFiles) hash.update(contents);
  return hash.digest('hex');
}
