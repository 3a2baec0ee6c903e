import ArrowLeft from '@lucide/svelte/icons/arrow-left';
import ArrowRight from '@lucide/svelte/icons/arrow-right';
import Pencil from '@lucide/svelte/icons/pencil';
import Plus from '@lucide/svelte/icons/plus';
import X from '@lucide/svelte/icons/x';
import type { TerminalSession } from '../../state/terminals.svelte.ts';
import { whenReady, type Action } from './action.ts';

const several = (app: Parameters<Action<void>['available']>[0]): boolean => app.terminals.sessions.length > 1;

export const newTerminal: Action<void> = {
  id: 'terminal.new',
  title: () => 'New terminal',
  icon: Plus,
  shortcuts: [{ code: 'KeyE', label: 'E', ctrl: true, shift: true }],
  available: whenReady,
  run: (app) => {
    app.terminals.open();
    app.layout.view = 'terminal';
  },
};

const next: Action<void> = {
  id: 'terminal.next',
  title: () => 'Next terminal',
  icon: ArrowRight,
  shortcuts: [{ code: 'ArrowRight', label: '→', ctrl: true, shift: true }],
  available: several,
  run: (app) => app.terminals.cycle(1),
};

const previous: Action<void> = {
  id: 'terminal.previous',
  title: () => 'Previous terminal',
  icon: ArrowLeft,
  shortcuts: [{ code: 'ArrowLeft', label: '←', ctrl: true, shift: true }],
  available: several,
  run: (app) => app.terminals.cycle(-1),
};

const closeActive: Action<void> = {
  id: 'terminal.close-active',
  title: () => 'Close terminal',
  icon: X,
  shortcuts: [{ code: 'KeyX', label: 'X', ctrl: true, shift: true }],
  available: (app) => app.terminals.active !== undefined,
  run: (app) => app.terminals.close(app.terminals.active!),
};

export const pageTerminalActions: readonly Action<void>[] = [newTerminal, next, previous, closeActive];

const rename: Action<TerminalSession> = {
  id: 'terminal.rename',
  title: () => 'Rename…',
  icon: Pencil,
  available: () => true,
  run: async (app, session) => {
    const title = await app.dialogs.prompt({ title: 'Rename the terminal', label: 'Name', value: session.title, confirm: 'Rename' });
    if (title?.trim()) session.title = title.trim();
  },
};

const close: Action<TerminalSession> = {
  id: 'terminal.close',
  title: () => 'Close',
  icon: X,
  available: () => true,
  run: (app, session) => app.terminals.close(session),
};

/** A tab's menu. */
export const terminalActions: readonly Action<TerminalSession>[] = [rename, close];
