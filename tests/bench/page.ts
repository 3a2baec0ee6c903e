/** The built page in Chromium: from its address to a prompt, and what that downloads and takes. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium, type Browser, type Page, type Request } from '@playwright/test';
import { preview } from 'vite';
import { chromiumArguments } from '../e2e/lib/chromium.ts';
import type { Row } from './row.ts';
import { measureStage } from './stage.ts';
import { measureTab } from './tab.ts';

const root = join(import.meta.dirname, '../..');

async function promptAfter(page: Page, go: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await go();
  await page.locator('.xterm-rows', { hasText: 'root@drydock' }).waitFor({ timeout: 60_000 });
  return performance.now() - started;
}

/** Bytes of everything that was received for the page and its worker, as it came over the wire. */
function countBytes(page: Page): () => Promise<number> {
  const finished: Request[] = [];
  page.on('requestfinished', (request) => finished.push(request));
  return async () => {
    const sizes = await Promise.all(finished.map((request) => request.sizes()));
    return sizes.reduce((sum, { responseHeadersSize, responseBodySize }) => sum + responseHeadersSize + responseBodySize, 0);
  };
}

/** Resident memory of the page's process, which its worker shares. */
async function tabMemory(browser: Browser): Promise<number> {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  const sizes = processInfo
    .filter(({ type }) => type === 'renderer')
    .map(({ id }) => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${id}/status`, 'utf8'))?.[1] ?? 0));
  return Math.max(...sizes) / 1024;
}

export async function measurePage(): Promise<Row[]> {
  const server = await preview({ configFile: join(root, 'vite.config.ts'), logLevel: 'silent', preview: { port: 0, host: '127.0.0.1' } });
  const address = server.resolvedUrls?.local[0] as string;
  const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: [...chromiumArguments] });
  try {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    const received = countBytes(page);
    const cold = await promptAfter(page, () => page.goto(address));
    const bytes = await received();
    const memory = await tabMemory(browser);
    const again = await promptAfter(page, () => page.reload());
    return [
      { name: 'page to prompt, nothing cached', value: cold, unit: 'ms', budget: 3000 },
      { name: 'page to prompt, loaded again', value: again, unit: 'ms', budget: 2000 },
      { name: 'first download, by the page itself', value: bytes / 1e6, unit: 'MB', budget: 14 },
      { name: 'memory of the tab', value: memory, unit: 'MB', budget: 700 },
      ...(await measureTab(page)),
      ...(await measureStage(page)),
    ];
  } finally {
    await browser.close();
    await server.close();
  }
}
