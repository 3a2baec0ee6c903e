import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { hashFiles } from './lib/cache.ts';
import { step } from './lib/progress.ts';

const root = join(import.meta.dirname, '..');
const output = join(root, 'dist');
const stampFile = join(output, '.built-from');

/** Everything that the built page is made of. */
function inputs(): Promise<string> {
  const paths = ['web', 'engine-wasm', 'public', 'vite.config.ts', 'package-lock.json'].map((path) => join(root, path));
  return hashFiles(...paths.filter((path) => existsSync(path)));
}

/** Builds the page into `dist/`, a static folder that any web server can serve under any path; nothing is done when nothing changed. */
export async function buildPage(): Promise<void> {
  const from = await inputs();
  const built = await readFile(stampFile, 'utf8').catch(() => '');
  if (built === from) return;
  await step('Page: build', async () => {
    const { build } = await import('vite');
    await build({ configFile: join(root, 'vite.config.ts'), logLevel: 'warn' });
    await writeFile(stampFile, from);
  });
}
