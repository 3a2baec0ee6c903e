import { existsSync } from 'node:fs';
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { hashFiles } from './lib/cache.ts';
import { step } from './lib/progress.ts';

const root = join(import.meta.dirname, '..');
const output = join(root, 'dist');
const stampName = '.built-from';

/** Everything that the built page is made of. */
function inputs(): Promise<string> {
  const paths = ['web', 'engine-wasm', 'public', 'images', 'vite.config.ts', 'package-lock.json', 'THIRD-PARTY.md'].map((path) => join(root, path));
  return hashFiles(...paths.filter((path) => existsSync(path)));
}

/** Puts a finished folder in the place of `output`: a server that is reading there goes from a whole page to a whole page. */
async function replaceOutput(built: string): Promise<void> {
  const old = `${output}.old-${process.pid}`;
  if (existsSync(output)) await rename(output, old);
  await rename(built, output);
  await rm(old, { recursive: true, force: true });
}

/** Builds the page into `dist/`, a static folder that any web server can serve under any path; nothing is done when nothing changed. */
export async function buildPage(): Promise<void> {
  const from = await inputs();
  const built = await readFile(join(output, stampName), 'utf8').catch(() => '');
  if (built === from) return;
  await step('Page: build', async () => {
    const { build } = await import('vite');
    const partial = `${output}.new-${process.pid}`;
    try {
      await build({ configFile: join(root, 'vite.config.ts'), logLevel: 'warn', build: { outDir: partial } });
      await writeFile(join(partial, stampName), from);
      await replaceOutput(partial);
    } finally {
      await rm(partial, { recursive: true, force: true });
    }
  });
}
