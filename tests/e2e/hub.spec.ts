import AxeBuilder from '@axe-core/playwright';
import { expect, test, type Browser, type Locator, type Page } from '@playwright/test';
import { createHash } from 'node:crypto';
import { layoutOf, mixedImage, mixedText } from '../lib/oci-image.ts';
import { command, enter, open, shellIsReady, terminal } from './lib/page.ts';

async function openHub(page: Page): Promise<Locator> {
  await command(page, 'Hub: browse');
  const hub = page.getByRole('dialog', { name: 'Hub' });
  await expect(hub.getByRole('button', { name: /^busybox/ })).toBeVisible();
  return hub;
}

async function makeAccount(page: Page): Promise<void> {
  const hub = await openHub(page);
  await hub.getByRole('button', { name: 'Account…' }).click();
  await hub.getByLabel('Name').fill('learner');
  await hub.getByLabel('Password').fill('secret-12');
  await hub.getByRole('button', { name: 'Make an account' }).click();
  await expect(hub.getByRole('button', { name: 'Sign out' })).toBeVisible();
  await page.keyboard.press('Escape');
}

async function runs(page: Page, said: string): Promise<void> {
  await enter(page, `clear; docker run --rm learner/app:1 echo ${said.replace(' ', '_')} | tr _ ' '`);
  await expect(terminal(page)).toContainText(said);
}

/** What this browser's hub has, in a file. */
async function exported(page: Page): Promise<string> {
  const hub = await openHub(page);
  const download = page.waitForEvent('download');
  await hub.getByRole('button', { name: 'Export' }).click();
  return (await download).path();
}

async function importElsewhere(browser: Browser, file: string): Promise<void> {
  const context = await browser.newContext();
  const page = await context.newPage();
  await open(page);
  const hub = await openHub(page);
  await expect(hub.getByRole('button', { name: /^learner\/app/ })).toHaveCount(0);
  await hub.getByLabel('Registry file to import').setInputFiles(file);
  await expect(hub.getByRole('button', { name: /^learner\/app/ })).toBeVisible();
  await page.keyboard.press('Escape');
  await page.locator('.xterm:visible').click();
  await runs(page, 'it was imported');
  await context.close();
}

test('a pushed image outlives a reload and a reset of the machine, and goes to another browser in a file', async ({ page, browser }) => {
  test.setTimeout(300_000);
  await open(page);
  await makeAccount(page);
  await page.locator('.xterm:visible').click();
  await enter(
    page,
    'echo secret-12 | docker login -u learner --password-stdin && docker pull -q busybox && docker tag busybox learner/app:1 && docker push learner/app:1',
  );
  await expect(terminal(page)).toContainText('1: digest: sha256:');

  await page.reload();
  await shellIsReady(page);
  await enter(page, 'docker rmi -f learner/app:1 busybox');
  await runs(page, 'after the reload');

  await command(page, 'Reset the machine');
  await page.getByRole('button', { name: 'Reset it' }).click();
  await shellIsReady(page);
  await runs(page, 'after the reset');

  await importElsewhere(browser, await exported(page));
});

test('layers that browsers do not decompress by themselves come in all the same', async ({ page }) => {
  await open(page);
  const hub = await openHub(page);
  const buffer = await layoutOf('learner/mixed:1', await mixedImage());
  await hub.getByLabel('Registry file to import').setInputFiles({ name: 'mixed.tar', mimeType: 'application/x-tar', buffer });
  await expect(hub.getByRole('button', { name: /^learner\/mixed/ })).toBeVisible();
  await page.keyboard.press('Escape');
  await page.locator('.xterm:visible').click();
  await enter(page, "clear; docker run --rm learner/mixed:1 sh -c 'cat /one /two /three | md5sum'");
  await expect(terminal(page)).toContainText(createHash('md5').update(mixedText).digest('hex'));
});

test('the hub shows what an image is made of, in both themes and on a phone, without a serious violation', async ({ page }) => {
  await page.goto('./');
  for (const [width, height, colorScheme] of [
    [1440, 900, 'dark'],
    [1440, 900, 'light'],
    [390, 844, 'dark'],
  ] as const) {
    await page.setViewportSize({ width, height });
    await page.emulateMedia({ colorScheme });
    const hub = await openHub(page);
    await hub.getByRole('searchbox', { name: 'Search the hub' }).fill('web server pages');
    await expect(hub.getByRole('button', { name: /^busybox/ })).toHaveCount(0);
    await hub.getByRole('button', { name: /^nginx/ }).click();
    await expect(hub.getByText('docker pull nginx')).toBeVisible();
    await hub.locator('summary').click();
    await expect(hub.getByRole('row', { name: /^nginx / })).toBeVisible();
    const { violations } = await new AxeBuilder({ page }).include('dialog').analyze();
    expect(violations.filter(({ impact }) => impact === 'serious' || impact === 'critical').map(({ id }) => id)).toEqual([]);
    await page.keyboard.press('Escape');
    await expect(hub).toHaveCount(0);
  }
});
