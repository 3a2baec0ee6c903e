import type { App } from '../context.ts';
import { perform, type Shortcut } from './action.ts';
import { globalActions } from './table.ts';

export type KeyPress = Pick<KeyboardEvent, 'code' | 'ctrlKey' | 'metaKey' | 'shiftKey' | 'altKey'>;

/** Command counts as Ctrl. */
export function matches(shortcut: Shortcut, event: KeyPress, inTerminal: boolean): boolean {
  if (inTerminal && shortcut.notInTerminal) return false;
  const held = [event.ctrlKey || event.metaKey, event.shiftKey, event.altKey];
  const wanted = [shortcut.ctrl, shortcut.shift, shortcut.alt];
  return event.code === shortcut.code && held.every((key, i) => key === (wanted[i] ?? false));
}

export function keysOf({ ctrl, alt, shift, label }: Shortcut): string[] {
  return [...(ctrl ? ['Ctrl'] : []), ...(alt ? ['Alt'] : []), ...(shift ? ['Shift'] : []), label];
}

/** Whether the page takes this key: then no terminal and no field may have it. */
export function isShortcut(app: App, event: KeyPress, inTerminal: boolean): boolean {
  return globalActions.some((action) => action.available(app, undefined) && action.shortcuts?.some((shortcut) => matches(shortcut, event, inTerminal)));
}

/** Runs what the key stands for, if anything. */
export function handleKey(app: App, event: KeyboardEvent): void {
  const inTerminal = event.target instanceof Element && event.target.closest('.xterm') !== null;
  const action = globalActions.find(
    (candidate) => candidate.available(app, undefined) && candidate.shortcuts?.some((shortcut) => matches(shortcut, event, inTerminal)),
  );
  if (!action) return;
  event.preventDefault();
  void perform(app, action, undefined);
}
