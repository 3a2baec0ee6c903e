/** The page on a phone, and in both themes. */
import { expect, test } from '@playwright/test';
import { enter, open, terminal } from './lib/page.ts';

test.describe('on a phone', () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true });

  test('one view at a time, with keys that the keyboard lacks, and nothing beside the page', async ({ page }) => {
    await page.goto('./');
    const views = page.getByRole('navigation', { name: 'Views' });
    await views.getByRole('button', { name: 'Terminal' }).click();
    await expect(terminal(page)).toContainText('root@drydock');
    await page.locator('.xterm:visible').click();
    await enter(page, 'docker run --name small busybox true');
    await views.getByRole('button', { name: 'Docker' }).click();
    await expect(page.getByRole('list', { name: 'Containers' }).getByText('small')).toBeVisible();
    await expect(terminal(page)).toBeHidden();
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    expect(overflow).toBe(0);
  });
});

for (const scheme of ['dark', 'light'] as const) {
  test(`the ${scheme} theme of the system, and the other one by hand, kept over a reload`, async ({ page }) => {
    await page.emulateMedia({ colorScheme: scheme });
    await open(page);
    const isDark = (): Promise<boolean> =>
      page.evaluate(() => {
        const [red = 0] = getComputedStyle(document.body).backgroundColor.match(/\d+/g)?.map(Number) ?? [];
        return red < 128;
      });
    expect(await isDark()).toBe(scheme === 'dark');
    const other = scheme === 'dark' ? 'Light theme' : 'Dark theme';
    await page.getByRole('button', { name: other }).click();
    await expect.poll(isDark).toBe(scheme === 'light');
    await page.reload();
    await expect.poll(isDark).toBe(scheme === 'light');
  });
}
