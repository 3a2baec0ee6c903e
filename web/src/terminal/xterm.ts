import { FitAddon } from '@xterm/addon-fit';
import { SearchAddon } from '@xterm/addon-search';
import { Unicode11Addon } from '@xterm/addon-unicode11';
import { WebLinksAddon } from '@xterm/addon-web-links';
import { Terminal } from '@xterm/xterm';
import '@xterm/xterm/css/xterm.css';
import { paletteFor } from './palette.ts';

export interface XtermOptions {
  readonly dark: boolean;
  readonly screenReader: boolean;
  /** Lines. */
  readonly scrollback: number;
  readonly readOnly?: boolean;
}

export interface Xterm {
  readonly terminal: Terminal;
  readonly fit: FitAddon;
  readonly search: SearchAddon;
}

export function createXterm({ dark, screenReader, scrollback, readOnly = false }: XtermOptions): Xterm {
  const terminal = new Terminal({
    allowProposedApi: true,
    convertEol: readOnly,
    // One that blinks is drawn sixty times a second: a page that nobody types into would not be idle.
    cursorBlink: false,
    cursorInactiveStyle: readOnly ? 'none' : 'outline',
    disableStdin: readOnly,
    fontFamily: getComputedStyle(document.documentElement).getPropertyValue('--mono'),
    fontSize: 14,
    lineHeight: 1.2,
    minimumContrastRatio: 4.5,
    rightClickSelectsWord: false,
    screenReaderMode: screenReader,
    scrollback,
    theme: paletteFor(dark),
  });
  const fit = new FitAddon();
  const search = new SearchAddon();
  terminal.loadAddon(fit);
  terminal.loadAddon(search);
  terminal.loadAddon(new Unicode11Addon());
  terminal.loadAddon(new WebLinksAddon((_, uri) => void window.open(uri, '_blank', 'noopener')));
  terminal.unicode.activeVersion = '11';
  return { terminal, fit, search };
}

/** Keeps rows and columns as many as fit. A hidden element has no size: then nothing changes. */
export function fitWhenResized(element: HTMLElement, fit: FitAddon): () => void {
  const observer = new ResizeObserver(() => {
    if (element.offsetParent !== null && element.clientHeight > 0) fit.fit();
  });
  observer.observe(element);
  return () => observer.disconnect();
}

/** Shows what was given and resolves when it has been drawn in: that is what slows a process down which prints faster. */
export function writeTo(terminal: Terminal, output: Uint8Array | string): Promise<void> {
  return new Promise((resolve) => terminal.write(output, resolve));
}
