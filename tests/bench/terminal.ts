/** Commands in the page's terminal, as a learner types them. */
import { expect as expectSoon, type Locator, type Page } from '@playwright/test';

export const expect = expectSoon.configure({ timeout: 300_000 });

const rows = (page: Page): Locator => page.locator('.xterm:visible .xterm-rows');

/** Of the lines so far: the end of each has its own. */
let typed = 0;

export async function type(page: Page, line: string): Promise<void> {
  await page.locator('.xterm:visible').click();
  await page.keyboard.type(`clear; ${line}; echo line ${++typed} is done`);
  await page.keyboard.press('Enter');
}

/** Of what was typed last: the prompt is there again. */
export async function end(page: Page): Promise<void> {
  await expect(rows(page)).toContainText(new RegExp(`line ${typed} is done\\s*root@drydock`));
}

/** Milliseconds of each run, by the machine's own clock. */
export async function times(page: Page, command: string, runs = 1): Promise<number[]> {
  await type(page, `for i in $(seq ${runs}); do s=$EPOCHREALTIME; ${command} >/dev/null 2>&1; e=$EPOCHREALTIME; echo T $(( \${e/./} - \${s/./} )); done`);
  await end(page);
  const text = (await rows(page).locator('> div').allTextContents()).join('\n');
  return [...text.matchAll(/T (\d+)/g)].map((match) => Number(match[1]) / 1000);
}
