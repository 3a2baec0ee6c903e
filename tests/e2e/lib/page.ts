import { expect, type Locator, type Page } from '@playwright/test';

/** The visible terminal's screen, as xterm draws it in rows. */
export function terminal(page: Page): Locator {
  return page.locator('.xterm:visible .xterm-rows');
}

/** Waits for a shell's prompt, and puts the focus into its terminal. */
export async function shellIsReady(page: Page): Promise<void> {
  await expect(terminal(page)).toContainText('root@drydock');
  await page.locator('.xterm:visible').click();
}

export async function open(page: Page): Promise<void> {
  await page.goto('./');
  await shellIsReady(page);
}

/** Types a line into what has the focus. */
export async function enter(page: Page, line: string): Promise<void> {
  await page.keyboard.type(line);
  await page.keyboard.press('Enter');
}

/** By way of the palette. */
export async function command(page: Page, title: string): Promise<void> {
  await page.getByRole('button', { name: 'Search commands' }).click();
  await page.getByRole('combobox', { name: 'Search commands' }).fill(title);
  await page.keyboard.press('Enter');
}

/** What goes wrong in the page from now on. */
export function errorsOf(page: Page): string[] {
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
  return errors;
}
