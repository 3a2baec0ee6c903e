import type { Terminal } from '@xterm/xterm';

const cannotPaste = 'The browser did not let the page read the clipboard. Ctrl+Shift+V pastes without asking.';

/**
 * A selection is copied when it is finished, as in Linux terminals; Ctrl+Shift+C copies too; the right button pastes. Ctrl+Shift+V is left to the
 * browser, whose paste event xterm takes (bracketed where the program asked for it): that needs no permission.
 */
export function offerClipboard(
  terminal: Terminal,
  element: HTMLElement,
  filterKey: (event: KeyboardEvent) => boolean,
  onFailure: (title: string, text: string) => void,
): () => void {
  const copy = (): void => {
    const text = terminal.getSelection();
    if (text) navigator.clipboard?.writeText(text).catch(() => undefined);
  };
  const paste = (event: MouseEvent): void => {
    // Shift brings the browser's own menu.
    if (event.shiftKey) return;
    event.preventDefault();
    const reading = navigator.clipboard?.readText?.() ?? Promise.reject(new Error('no clipboard'));
    reading.then((text) => terminal.paste(text)).catch(() => onFailure('Nothing was pasted', cannotPaste));
  };
  terminal.attachCustomKeyEventHandler((event) => {
    if (event.ctrlKey && event.shiftKey && event.code === 'KeyV') return false;
    if (event.ctrlKey && event.shiftKey && event.code === 'KeyC') {
      if (event.type === 'keydown') copy();
      event.preventDefault();
      return false;
    }
    return filterKey(event);
  });
  element.addEventListener('pointerup', copy);
  element.addEventListener('contextmenu', paste);
  return () => {
    element.removeEventListener('pointerup', copy);
    element.removeEventListener('contextmenu', paste);
  };
}
