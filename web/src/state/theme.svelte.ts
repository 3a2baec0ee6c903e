import { readSetting, writeSetting } from './storage.ts';

export type ThemeChoice = 'system' | 'light' | 'dark';

/** Follows the system until the learner chooses. */
export class Theme {
  choice = $state.raw<ThemeChoice>(readSetting<ThemeChoice>('theme', 'system'));
  /** What the system asks for; kept up to date by whoever can ask it. */
  systemDark = $state.raw(true);
  readonly dark = $derived(this.choice === 'system' ? this.systemDark : this.choice === 'dark');

  choose(choice: ThemeChoice): void {
    this.choice = choice;
    writeSetting('theme', choice);
  }

  toggle(): void {
    this.choose(this.dark ? 'light' : 'dark');
  }
}
