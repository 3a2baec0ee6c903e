import type { ITheme } from '@xterm/xterm';

/** xterm draws its own colours and cannot read the page's; background and foreground are those of ui/tokens.css. Both palettes keep 4.5:1 for text. */
const dark: ITheme = {
  background: '#0b1117',
  foreground: '#dbe5ec',
  cursor: '#2dd4bf',
  cursorAccent: '#0b1117',
  selectionBackground: '#2b5566aa',
  black: '#4b5f6d',
  red: '#fb8a83',
  green: '#6fdc8c',
  yellow: '#f5c85b',
  blue: '#74b6ff',
  magenta: '#d7a6f7',
  cyan: '#4fd8cb',
  white: '#dbe5ec',
  brightBlack: '#8397a5',
  brightRed: '#ffaba5',
  brightGreen: '#97ecac',
  brightYellow: '#ffdf8c',
  brightBlue: '#a3cfff',
  brightMagenta: '#e6c6fb',
  brightCyan: '#84ebe1',
  brightWhite: '#ffffff',
};

const light: ITheme = {
  background: '#fbfcfd',
  foreground: '#1a2a35',
  cursor: '#0b6f67',
  cursorAccent: '#ffffff',
  selectionBackground: '#a9d8d2aa',
  black: '#1a2a35',
  red: '#b42318',
  green: '#15743a',
  yellow: '#8a5a00',
  blue: '#1d5fb4',
  magenta: '#8a3ab9',
  cyan: '#0b6f7a',
  white: '#5a6b77',
  brightBlack: '#5a6b77',
  brightRed: '#c4321f',
  brightGreen: '#15803d',
  brightYellow: '#96650a',
  brightBlue: '#2a6fc9',
  brightMagenta: '#9a4acb',
  brightCyan: '#0f7d8a',
  brightWhite: '#33454f',
};

export function paletteFor(isDark: boolean): ITheme {
  return isDark ? dark : light;
}
