/** What the page says when the machine cannot run, and that what it offers works. */
import { expect, test, type Page } from '@playwright/test';
import { shellIsReady } from './lib/page.ts';

const snapshot = /\/machine\/snapshot-/;

/** The worker's script, with something before it: what a browser lacks, it lacks there. */
async function inWorker(page: Page, script: string): Promise<void> {
  await page.route(/\/assets\/worker-/, async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: `${script};\n${await response.text()}` });
  });
}

test('a browser without WebAssembly', async ({ page }) => {
  await inWorker(page, 'delete globalThis.WebAssembly');
  await page.goto('./');
  await expect(page.getByRole('alert')).toContainText('This browser cannot run the machine');
  await expect(page.getByRole('button', { name: 'Try again' })).toBeHidden();
});

test('a download that breaks off, and goes on', async ({ page }) => {
  await page.route(snapshot, (route) => route.abort('connectionreset'));
  await page.goto('./');
  await expect(page.getByRole('alert')).toContainText('The download broke off');
  await page.unroute(snapshot);
  await page.getByRole('button', { name: 'Try again' }).click();
  await shellIsReady(page);
});

test('a snapshot that arrives damaged', async ({ page }) => {
  await page.route(snapshot, async (route) => {
    const body = await (await route.fetch()).body();
    body[1000]! ^= 1;
    await route.fulfill({ body });
  });
  await page.goto('./');
  await expect(page.getByRole('alert')).toContainText('The download arrived damaged');
  await page.unroute(snapshot);
  await page.getByRole('button', { name: 'Try again' }).click();
  await shellIsReady(page);
});
