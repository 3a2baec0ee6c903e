/** Virtual machine versus container: every experiment is really run, and one that cannot be shows no number. */
import { readFile } from 'node:fs/promises';
import AxeBuilder from '@axe-core/playwright';
import { expect, test, type Download, type Locator, type Page } from '@playwright/test';
import { enter, open, terminal } from './lib/page.ts';

const experiments = [
  'Start-up time',
  'Memory used',
  'Disk size and bytes to ship',
  'Snapshot size',
  'Whose kernel',
  'A full system or not',
  'CPU speed inside and outside',
  'Many from one image',
  'Resource management',
  '“Works on my machine”',
  'Isolation',
  'Density',
];

const status = (page: Page): Locator => page.getByRole('region', { name: 'Experiments' }).getByRole('status');
const experiment = (page: Page, name: string): Locator => page.getByRole('rowgroup', { name });
const cells = (page: Page, name: string, row: string | RegExp): Locator => experiment(page, name).getByRole('row', { name: row }).getByRole('cell');

async function compare(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'VM vs container' }).click();
  await expect(page.getByRole('heading', { name: 'Virtual machine versus container' })).toBeVisible();
}

async function noSeriousViolation(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).exclude('.xterm').analyze();
  const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
  expect(serious.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)).toEqual([]);
}

async function saved(page: Page, button: string): Promise<Buffer> {
  const [file] = await Promise.all([page.waitForEvent('download') as Promise<Download>, page.getByRole('button', { name: button }).click()]);
  return readFile(await file.path());
}

test('every row of the table is filled by running it, and the learner’s machine goes on', async ({ page }) => {
  // Three cold boots and some fifty containers: a minute on a quiet machine.
  test.setTimeout(900_000);
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  await open(page);
  await enter(page, 'docker run -d --name mine busybox sleep 86400');
  await expect(page.getByRole('list', { name: 'Containers' }).getByText('mine')).toBeVisible();
  const workers = page.workers().length;
  await compare(page);
  await page.getByRole('button', { name: 'Run all' }).click();
  await expect(page.getByRole('group', { name: 'Console of the virtual machine' }).locator('.xterm-rows')).toContainText('PID 1 runs');
  await expect(status(page)).toHaveText('12 of 12 run', { timeout: 800_000 });
  for (const name of experiments) {
    await expect(experiment(page, name), name).not.toContainText(/Failed:|Not measured/);
    expect(await experiment(page, name).getByRole('rowheader').count(), name).toBeGreaterThan(2);
  }
  // A machine that is off has given its worker, and with it its memory, back.
  await expect.poll(() => page.workers().length).toBe(workers);

  await expect(cells(page, 'Whose kernel', /^It is/)).toHaveText([/^another than this machine’s/, /^the same as this machine’s/]);
  await expect(cells(page, 'Isolation', /^Rebooting/)).toHaveText([/^obeyed/, /^refused: Operation not permitted/]);
  await expect(cells(page, '“Works on my machine”', /^The virtual machine/)).toHaveText([/^fails with code 127/, /^works/]);
  await expect(page.getByRole('img', { name: /^Virtual machines, from the bottom: Hardware/ })).toContainText('boot id');
  await noSeriousViolation(page);

  const csv = (await saved(page, 'Save as CSV')).toString();
  for (const text of ['browser,Chrome', 'processors,', 'Drydock,', 'Density,Running at once,Virtual machine,2,count,Container,']) expect(csv).toContain(text);
  expect((await saved(page, 'Save as a picture')).subarray(1, 4).toString()).toBe('PNG');

  await page.getByRole('button', { name: 'Back to the terminals' }).click();
  await enter(page, 'clear; docker ps -a --format "{{.Names}} is {{.State}}."; ls -d /opt/* /tmp/drydock*');
  await expect(terminal(page)).toContainText('mine is running.');
  await expect(terminal(page)).not.toContainText(/drydock-experiment/);
  await page.reload();
  await compare(page);
  await expect(status(page)).toHaveText('12 of 12 run');
  expect(errors).toEqual([]);
});

test('an experiment that cannot be run says why, and shows no number; one that is cancelled leaves nothing', async ({ page }) => {
  test.setTimeout(300_000);
  await page.route(/\/machine\/kernel-/, (route) => route.fulfill({ status: 503 }));
  await open(page);
  const workers = page.workers().length;
  await compare(page);
  await page.getByRole('button', { name: 'Run: Whose kernel' }).click();
  await expect(experiment(page, 'Whose kernel')).toContainText(/Failed: kernel-\w+\.bin: the server answered 503/);
  await expect(experiment(page, 'Whose kernel').getByRole('row', { name: /^(uname -r|Boot id)/ })).toHaveCount(0);
  await page.getByRole('button', { name: 'Start a virtual machine' }).click();
  await expect(page.getByRole('article', { name: 'virtual machine' }).getByRole('alert')).toContainText('the server answered 503');

  await page.unroute(/\/machine\/kernel-/);
  await page.getByRole('button', { name: 'Run: Start-up time' }).click();
  await expect(status(page)).toContainText('Cold-booting');
  await page.getByRole('button', { name: 'Cancel' }).click();
  await expect(status(page)).toHaveText('1 of 12 run');
  await expect(experiment(page, 'Start-up time')).toContainText('Not measured yet');
  await expect.poll(() => page.workers().length).toBe(workers);
});

test('side by side, with the machine’s console, on a phone', async ({ page }) => {
  test.setTimeout(300_000);
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto('./');
  await page.getByRole('navigation', { name: 'Views' }).getByRole('button', { name: 'Compare' }).click();
  await page.getByLabel('The work').selectOption('Serve a page');
  await page.getByRole('button', { name: 'Start a container' }).click();
  await expect(page.getByLabel('Output of the container')).toContainText('<h1>Served by');
  await page.getByRole('button', { name: 'Start a virtual machine' }).click();
  await expect(page.getByLabel('Output of the virtual machine')).toContainText('<h1>Served by drydock</h1>', { timeout: 120_000 });
  await page.getByRole('group', { name: 'Console of the virtual machine' }).click();
  await page.keyboard.press('Enter');
  const console = page.getByRole('group', { name: 'Console of the virtual machine' }).locator('.xterm-rows');
  await expect(console).toContainText('root@drydock');
  await enter(page, 'echo typed in $((40 + 2))');
  await expect(console).toContainText('typed in 42');
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  expect(overflow).toBe(0);
  await noSeriousViolation(page);
  await page.getByRole('button', { name: 'Switch it off' }).click();
  await expect(console).toContainText('its memory is given back');
});
