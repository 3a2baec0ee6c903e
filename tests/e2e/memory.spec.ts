import { expect, test } from '@playwright/test';
import { chromiumArguments } from './lib/chromium.ts';

/** WebAssembly gets 256 MB, half of what the machine's memory takes. */
test.use({ launchOptions: { executablePath: '/usr/bin/chromium', args: [...chromiumArguments, '--js-flags=--wasm-max-mem-pages=4096'] } });

test('a computer without enough memory', async ({ page }) => {
  await page.goto('./');
  await expect(page.getByRole('alert')).toContainText('There is not enough memory');
  await expect(page.getByRole('button', { name: 'Try again' })).toBeVisible();
});
