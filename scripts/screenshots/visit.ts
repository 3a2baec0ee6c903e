import { expect as expectSoon, type Locator, type Page } from '@playwright/test';

/** The emulated machine takes its time. */
export const expect = expectSoon.configure({ timeout: 90_000 });

/** A page with a machine that runs, on a desk or on a phone. */
export class Visit {
  readonly page: Page;
  readonly phone: boolean;

  constructor(page: Page, phone: boolean) {
    this.page = page;
    this.phone = phone;
  }

  /** On a phone one part is shown at a time; elsewhere all of them. */
  async go(part: 'Guide' | 'Terminal' | 'Stage' | 'Editor' | 'Docker' | 'Details' | 'Compare'): Promise<void> {
    if (this.phone) await this.page.getByRole('navigation', { name: 'Views' }).getByRole('button', { name: part }).click();
  }

  /** Types a command, and waits for what the story says of it. */
  async run(line: string, told: string): Promise<void> {
    await this.go('Terminal');
    await this.page.locator('.xterm:visible').click();
    await this.page.keyboard.type(`clear; ${line}`);
    await this.page.keyboard.press('Enter');
    await this.go('Stage');
    await expect(this.story).toContainText(told);
  }

  /** By the palette, which reaches everything that there is to do. */
  async perform(words: string): Promise<void> {
    await this.page.keyboard.press('F1');
    await expect(this.page.getByRole('dialog', { name: 'Commands' })).toBeVisible();
    await this.page.keyboard.type(words);
    await this.page.keyboard.press('Enter');
  }

  /** As with the mouse at the edge above them. */
  async giveRoomToDetails(): Promise<void> {
    if (this.phone) return;
    const edge = this.page.getByRole('separator', { name: 'Height of the details' });
    for (let press = 0; press < 6; press++) await edge.press('ArrowUp');
    await edge.blur();
  }

  async leaveDialog(): Promise<void> {
    await this.page.keyboard.press('Escape');
    await expect(this.dialog).toBeHidden();
  }

  get story(): Locator {
    return this.page.getByRole('region', { name: 'What happens, as text' });
  }

  get details(): Locator {
    return this.page.getByRole('region', { name: 'Details' });
  }

  get dialog(): Locator {
    return this.page.getByRole('dialog');
  }
}
