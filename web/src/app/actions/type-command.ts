import type { App } from '../context.ts';

/** Types a command into the terminal; the learner reads it there, and presses Enter. */
export function typeCommand(app: App, command: string): void {
  app.layout.view = 'terminal';
  app.terminals.insert(command);
  app.announcer.say('Typed into the terminal. Press Enter there to run it.');
}

/** Types a command into the terminal, and Enter. */
export function runInTerminal(app: App, command: string): void {
  app.layout.view = 'terminal';
  app.terminals.insert(`${command}\r`);
}
