import type { Component } from 'svelte';
import type { App } from '../context.ts';

/** A key as `KeyboardEvent.code` names it, so that it is in the same place on every keyboard layout. */
export interface Shortcut {
  readonly code: string;
  /** What the key is called on screen. */
  readonly label: string;
  readonly ctrl?: boolean;
  readonly shift?: boolean;
  readonly alt?: boolean;
  /** The terminal's programs want this key: it counts only outside of it. */
  readonly notInTerminal?: boolean;
}

/**
 * Something that can be done, to a target or (with `void`) to the page. Buttons, menus, shortcuts and the palette are all made from
 * these, so that each says the same and does the same.
 */
export interface Action<T> {
  readonly id: string;
  title(app: App, target: T): string;
  readonly icon: Component<{ size?: number | string }>;
  readonly danger?: boolean;
  /** What is typed in a terminal for the same. */
  typed?(target: T): string;
  readonly shortcuts?: readonly Shortcut[];
  available(app: App, target: T): boolean;
  run(app: App, target: T): void | Promise<void>;
}

/** Does something; what goes wrong is shown with the daemon's or the machine's own words. */
export async function attempt(app: App, title: string, work: () => unknown): Promise<void> {
  try {
    await work();
  } catch (error) {
    app.toasts.error(`${title}: that did not work`, (error as Error).message);
  }
}

/** Runs an action. */
export function perform<T>(app: App, action: Action<T>, target: T): Promise<void> {
  return attempt(app, action.title(app, target), () => action.run(app, target));
}

export const always = (): boolean => true;

export const whenReady = (app: App): boolean => app.machine.ready;
