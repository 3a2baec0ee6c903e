/** Photographs every view of the built page, in both themes and at phone width. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { chromium, type Browser } from '@playwright/test';
import { preview } from 'vite';
import { chromiumArguments } from '../../tests/e2e/lib/chromium.ts';
import { views, type View } from './views.ts';
import { expect, Visit } from './visit.ts';

const root = join(import.meta.dirname, '../..');

interface Look {
  readonly name: string;
  readonly width: number;
  readonly height: number;
  readonly colorScheme: 'light' | 'dark';
}

const looks: readonly Look[] = [
  { name: 'light', width: 1280, height: 800, colorScheme: 'light' },
  { name: 'dark', width: 1280, height: 800, colorScheme: 'dark' },
  { name: 'phone', width: 390, height: 844, colorScheme: 'light' },
];

/** With few colours the page looks the same, in a quarter of the bytes. */
function shrink(files: readonly string[]): void {
  execFileSync('pngquant', ['--force', '--ext', '.png', '--skip-if-larger', '--strip', '--speed', '1', '40', '--', ...files]);
}

async function photograph(browser: Browser, address: string, look: Look, folder: string): Promise<string[]> {
  const { name, width, height, colorScheme } = look;
  const context = await browser.newContext({ viewport: { width, height }, colorScheme, reducedMotion: 'reduce' });
  const page = await context.newPage();
  const visit = new Visit(page, width < 760);
  await page.goto(address);
  await visit.go('Terminal');
  await expect(page.locator('.xterm:visible .xterm-rows')).toContainText('root@drydock');
  const files: string[] = [];
  for (const view of views.filter((candidate: View) => visit.phone || !candidate.phoneOnly)) {
    await view.prepare(visit);
    const path = join(folder, `${view.name}-${name}.png`);
    await page.screenshot({ path, animations: 'disabled', caret: 'hide' });
    files.push(path);
    console.log(`  ${view.name}, ${name}`);
  }
  await context.close();
  return files;
}

const { values } = parseArgs({ options: { only: { type: 'string' }, out: { type: 'string', default: join(root, 'docs/screenshots') } } });
if (values.only === undefined) rmSync(values.out, { recursive: true, force: true });
mkdirSync(values.out, { recursive: true });
const server = await preview({ configFile: join(root, 'vite.config.ts'), logLevel: 'silent', preview: { port: 0, host: '127.0.0.1' } });
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: [...chromiumArguments] });
try {
  const wanted = looks.filter(({ name }) => values.only === undefined || name === values.only);
  for (const look of wanted) shrink(await photograph(browser, server.resolvedUrls?.local[0] as string, look, values.out));
} finally {
  await browser.close();
  await server.close();
}
