import { expect, test, type Page } from '@playwright/test';
import { enter, open, shellIsReady, terminal } from './lib/page.ts';

/** Whether this browser keeps a machine. */
function isSaved(page: Page): Promise<boolean> {
  return page.evaluate(
    () =>
      new Promise<boolean>((resolve, reject) => {
        const opening = indexedDB.open('keyval-store');
        opening.onerror = () => reject(opening.error as DOMException);
        opening.onsuccess = () => {
          const database = opening.result;
          if (!database.objectStoreNames.contains('keyval')) return resolve(false);
          const count = database.transaction('keyval').objectStore('keyval').count('drydock.machine');
          count.onsuccess = () => resolve(count.result > 0);
          count.onerror = () => reject(count.error as DOMException);
        };
      }),
  );
}

test('a file that the shell wrote is there after a reload, without being asked for', async ({ page }) => {
  await open(page);
  await enter(page, 'echo still here > note');
  await expect.poll(() => isSaved(page)).toBe(true);
  await page.reload();
  await shellIsReady(page);
  await enter(page, 'cat note');
  await expect(terminal(page)).toContainText('still here');
});

test('a page that nothing is done in saves nothing', async ({ page }) => {
  await page.clock.install();
  await open(page);
  await page.clock.fastForward('05:00');
  expect(await isSaved(page)).toBe(false);
});
