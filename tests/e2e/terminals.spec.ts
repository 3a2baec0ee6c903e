import { expect, test } from '@playwright/test';
import { enter, open, shellIsReady, terminal } from './lib/page.ts';

test('a container that one terminal starts is seen in the other and in the list', async ({ page }) => {
  await open(page);
  await enter(page, 'docker run -d --name shared busybox sleep 1000');
  await expect(page.getByRole('list', { name: 'Containers' }).getByText('shared')).toBeVisible();

  await page.getByRole('button', { name: 'New terminal' }).first().click();
  await expect(page.getByRole('tab', { name: 'Terminal 2' })).toHaveAttribute('aria-selected', 'true');
  await shellIsReady(page);
  await enter(page, 'docker ps --format "seen: {{.Names}}"');
  await expect(terminal(page)).toContainText('seen: shared');

  await page.getByRole('tab', { name: 'Terminal 2' }).focus();
  await page.keyboard.press('ArrowLeft');
  await expect(page.getByRole('tab', { name: 'Terminal 1' })).toBeFocused();
  await expect(terminal(page)).toContainText('docker run -d');
  await page.getByRole('button', { name: 'Close Terminal 2' }).click();
  await expect(page.getByRole('tab')).toHaveCount(1);
});

test.describe(() => {
  test.use({ permissions: ['clipboard-read', 'clipboard-write'] });

  test('a selection is copied, and the right button pastes it', async ({ page }) => {
    await open(page);
    await enter(page, 'clear; echo copy_me');
    const word = page.locator('.xterm:visible .xterm-rows > div', { hasText: /^copy_me/ });
    await expect(word).toBeVisible();
    // xterm's screen lies over its rows and takes the pointer.
    const { x, y } = (await word.boundingBox()) as { x: number; y: number };
    await page.mouse.dblclick(x + 20, y + 5);
    await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toBe('copy_me');
    await page.keyboard.type('echo pasted_');
    await page.locator('.xterm:visible .xterm-screen').click({ button: 'right' });
    await expect(terminal(page)).toContainText('echo pasted_copy_me');
    await page.keyboard.press('Enter');
    await expect(page.locator('.xterm:visible .xterm-rows > div', { hasText: /^pasted_copy_me/ })).toBeVisible();
  });
});

test('the search finds what is in the terminal, and says what is not', async ({ page }) => {
  await open(page);
  await enter(page, 'echo needle');
  await expect(terminal(page)).toContainText('needle');
  await page.keyboard.press('Control+Shift+F');
  const search = page.getByRole('search');
  await search.getByRole('textbox').fill('needle');
  await expect(search.getByRole('status')).toBeEmpty();
  await search.getByRole('textbox').fill('nothing like this');
  await expect(search.getByRole('status')).toHaveText('No match');
  await page.keyboard.press('Escape');
  await expect(search).toBeHidden();
  await enter(page, 'echo the focus is back');
  await expect(page.locator('.xterm:visible .xterm-rows > div', { hasText: /^the focus is back/ })).toBeVisible();
});

test('programs are told the new size of the window', async ({ page }) => {
  await open(page);
  const columns = async (tag: string): Promise<number> => {
    await enter(page, `clear; echo ${tag} $(stty size)`);
    const line = page.locator('.xterm:visible .xterm-rows > div', { hasText: new RegExp(`^${tag} \\d+ \\d+`) });
    await expect(line).toBeVisible();
    return Number((await line.textContent())?.trim().split(' ')[2]);
  };
  const before = await columns('wide');
  await page.setViewportSize({ width: 1000, height: 700 });
  await expect.poll(() => columns('narrow')).toBeLessThan(before);
});
