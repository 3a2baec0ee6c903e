import { gzipSync } from 'node:zlib';
import type { Plugin, Rolldown } from 'vite';

type Bundle = Rolldown.OutputBundle;

/** Chunks that these need before they can run. */
function withImports(bundle: Bundle, names: readonly string[]): Set<string> {
  const found = new Set<string>();
  const add = (name: string): void => {
    const part = bundle[name];
    if (found.has(name) || part?.type !== 'chunk') return;
    found.add(name);
    part.imports.forEach(add);
  };
  names.forEach(add);
  return found;
}

/** What runs before the learner has the first view: the page's entry, the parts named by `lazy` that it fetches at once, and the workers. */
function firstView(bundle: Bundle, lazy: RegExp): string[] {
  const parts = Object.values(bundle);
  const chunks = parts.filter((part) => part.type === 'chunk');
  const roots = chunks.filter(({ isEntry, facadeModuleId }) => isEntry || lazy.test(facadeModuleId ?? ''));
  const workers = parts.filter(({ type, fileName }) => type === 'asset' && /worker-[^/]*\.js$/.test(fileName));
  const scripts = withImports(
    bundle,
    roots.map(({ fileName }) => fileName),
  );
  return [...scripts, ...workers.map(({ fileName }) => fileName)];
}

function compressedBytes(part: Bundle[string] | undefined): number {
  if (!part) return 0;
  return gzipSync(part.type === 'chunk' ? part.code : part.source, { level: 9 }).length;
}

/** Fails the build when the first view's JavaScript, compressed with gzip, outgrows `limitBytes`. */
export function scriptBudget(lazy: RegExp, limitBytes: number): Plugin {
  return {
    name: 'script-budget',
    apply: 'build',
    enforce: 'post',
    generateBundle(_, bundle) {
      const names = firstView(bundle, lazy);
      const bytes = names.reduce((sum, name) => sum + compressedBytes(bundle[name]), 0);
      if (!names.some((name) => name.includes('worker-'))) this.error('the budget of scripts does not find the worker');
      if (bytes > limitBytes) this.error(`the first view's scripts are ${Math.round(bytes / 1000)} KB, of ${limitBytes / 1000}: ${names.join(', ')}`);
    },
  };
}
