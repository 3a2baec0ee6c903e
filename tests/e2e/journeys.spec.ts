import { expect, test, type Page } from '@playwright/test';

/** The text of the visible terminal, as xterm's accessibility tree or rows have it. */
function terminal(page: Page): ReturnType<Page['locator']> {
  return page.locator('.xterm:visible .xterm-rows');
}

async function ready(page: Page): Promise<void> {
  await page.goto('./');
  await expect(terminal(page)).toContainText('root@drydock', { timeout: 60_000 });
  await page.locator('.xterm:visible').click();
}

async function type(page: Page, line: string): Promise<void> {
  await page.keyboard.type(line);
  await page.keyboard.press('Enter');
}

test('from the first load to hello-world', async ({ page }) => {
  await ready(page);
  await type(page, 'docker run hello-world');
  await expect(terminal(page)).toContainText('Hello from Docker!');
  await expect(page.getByText('hello-world').first()).toBeVisible();
});

test('an interactive shell in a container of its own', async ({ page }) => {
  await ready(page);
  await type(page, 'docker run -it --hostname inside busybox sh');
  await expect(terminal(page)).toContainText('/ #');
  await type(page, 'echo I am $(hostname) with pid $$');
  await expect(terminal(page)).toContainText('I am inside with pid 1');
  await type(page, 'exit');
  // What is typed before the shell is back goes to the container's terminal.
  await expect(terminal(page)).toContainText(/exit\s*root@drydock/);
  await type(page, 'docker ps -a --format "{{.Image}} {{.State}}"');
  await expect(terminal(page)).toContainText('busybox exited');
});

test('a page that is loaded again has a working machine', async ({ page }) => {
  await ready(page);
  await page.reload();
  await ready(page);
  await type(page, 'docker version');
  await expect(terminal(page)).toContainText('Drydock Engine');
});
