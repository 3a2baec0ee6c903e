import type { App } from '../context.ts';

/** @throws Error when the browser refuses the clipboard */
export async function copyText(app: App, text: string, what: string): Promise<void> {
  await navigator.clipboard.writeText(text);
  app.toasts.info(`${what} copied`, text.length <= 80 ? text : '');
}
