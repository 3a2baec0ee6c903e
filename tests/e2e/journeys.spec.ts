import { expect, test } from '@playwright/test';
import { enter, open, terminal } from './lib/page.ts';

test('from the first load to hello-world', async ({ page }) => {
  await open(page);
  await enter(page, 'docker run hello-world');
  await expect(terminal(page)).toContainText('Hello from Docker!');
  await expect(page.getByText('hello-world').first()).toBeVisible();
});

test('an interactive shell in a container of its own', async ({ page }) => {
  await open(page);
  await enter(page, 'docker run -it --hostname inside busybox sh');
  await expect(terminal(page)).toContainText('/ #');
  await enter(page, 'echo I am $(hostname) with pid $$');
  await expect(terminal(page)).toContainText('I am inside with pid 1');
  await enter(page, 'exit');
  // What is typed before the shell is back goes to the container's terminal.
  await expect(terminal(page)).toContainText(/exit\s*root@drydock/);
  await enter(page, 'docker ps -a --format "{{.Image}} {{.State}}"');
  await expect(terminal(page)).toContainText('busybox exited');
});

test('a page that is loaded again has a working machine', async ({ page }) => {
  await open(page);
  await page.reload();
  await open(page);
  await enter(page, 'docker version');
  await expect(terminal(page)).toContainText('Drydock Engine');
});

test('the page says what it is made of', async ({ page }) => {
  await page.goto('./');
  await page.getByRole('button', { name: 'Machine and page menu' }).click();
  await page.getByRole('menuitem', { name: 'About Drydock' }).click();
  const link = page.getByRole('dialog').getByRole('link');
  const response = await page.request.get(new URL((await link.getAttribute('href')) as string, page.url()).href);
  expect(await response.text()).toContain('GNU GENERAL PUBLIC LICENSE');
});
