import { describe, expect, test } from 'vitest';
import type { ContainerSummary } from '../../../../engine-wasm/api/containers.ts';
import type { App } from '../context.ts';
import { perform } from './action.ts';
import { containerActions, containerButtons } from './containers.ts';
import { imageActions } from './images.ts';
import { keysOf, matches, type KeyPress } from './shortcuts.ts';
import { allCommands, commandsFor, globalActions, matchCommands } from './table.ts';
import { terminalActions } from './terminals.ts';

const container = (State: string): ContainerSummary => ({
  Id: `id-${State}`,
  Names: [`/${State}`],
  Image: 'busybox',
  ImageID: '',
  Command: 'sh',
  Created: 0,
  State,
  Status: '',
  Ports: [],
  Labels: {},
});

/** The parts that the table looks at before anything is run. */
function appWith(parts: { ready?: boolean; list?: ContainerSummary[] } = {}): App {
  const { ready = true, list = [] } = parts;
  return {
    machine: { ready, up: ready, saving: false, status: { state: ready ? 'ready' : 'paused' } },
    containers: { list },
    images: { list: [] },
    inventory: { volumes: [], networks: [] },
    terminals: { sessions: [], active: undefined },
    traceWatch: { step: { armed: false, stops: [] } },
    theme: { dark: true, choice: 'system' },
    layout: { narrow: false, screenReader: false, sidebarHidden: false },
  } as unknown as App;
}

const press = (code: string, held: Partial<KeyPress> = {}): KeyPress => ({ code, ctrlKey: false, metaKey: false, shiftKey: false, altKey: false, ...held });

test('no two actions share an id', () => {
  const ids = [...globalActions, ...containerActions, ...imageActions, ...terminalActions].map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
});

test('no two actions share a shortcut', () => {
  const keys = globalActions.flatMap(({ shortcuts = [] }) => shortcuts.map((shortcut) => keysOf(shortcut).join('+')));
  expect(new Set(keys).size).toBe(keys.length);
});

describe('a container', () => {
  const offered = (state: string, ready = true): string[] => commandsFor(appWith({ ready }), containerActions, container(state)).map(({ title }) => title);

  test.each([
    ['running', ['Stop', 'Restart', 'Pause', 'Open a shell in it', 'Kill', 'Stop and remove'], ['Start', 'Unpause']],
    ['paused', ['Unpause', 'Kill', 'Stop and remove'], ['Pause', 'Open a shell in it']],
    ['exited', ['Start', 'Restart', 'Remove'], ['Stop', 'Kill', 'Open a shell in it']],
    ['created', ['Start', 'Remove'], ['Stop', 'Restart']],
  ])('that is %s', (state, yes, no) => {
    const titles = offered(state);
    expect(titles).toEqual(expect.arrayContaining([...yes, 'Show logs', 'Inspect', 'Copy id']));
    for (const title of no) expect(titles).not.toContain(title);
  });

  test('offers its id only while the machine is not ready', () => expect(offered('running', false)).toEqual(['Copy id']));

  test('has no button that its menu lacks', () => {
    for (const button of containerButtons) expect(containerActions).toContain(button);
  });
});

describe('the palette', () => {
  const commands = allCommands(appWith({ list: [container('running'), container('exited')] }));

  test('names what a command is done to', () => {
    expect(matchCommands(commands, 'start exited').map(({ title, target }) => `${title} ${target}`)).toEqual(['Start exited', 'Restart exited']);
  });

  test('puts what destroys after what does not', () => {
    expect(matchCommands(commands, 'sto').map(({ title }) => title)).toEqual(['Stop', 'Stop and remove']);
  });

  test('finds nothing for words that do not occur together', () => expect(matchCommands(commands, 'start palette')).toEqual([]));

  test('shows everything for no words', () => expect(matchCommands(commands, ' ')).toHaveLength(commands.length));
});

describe('a shortcut', () => {
  const shortcut = { code: 'KeyK', label: 'K', ctrl: true, notInTerminal: true };

  test('needs exactly its modifiers', () => {
    expect(matches(shortcut, press('KeyK', { ctrlKey: true }), false)).toBe(true);
    expect(matches(shortcut, press('KeyK', { metaKey: true }), false)).toBe(true);
    expect(matches(shortcut, press('KeyK'), false)).toBe(false);
    expect(matches(shortcut, press('KeyK', { ctrlKey: true, shiftKey: true }), false)).toBe(false);
  });

  test('leaves the key to the terminal where it says so', () => expect(matches(shortcut, press('KeyK', { ctrlKey: true }), true)).toBe(false));
});

test('a failed action shows the daemon’s own words', async () => {
  const shown: string[] = [];
  const app = {
    ...appWith(),
    toasts: { error: (title: string, text: string) => shown.push(title, text) },
    containers: { tell: () => Promise.reject(new Error('No such container: x')) },
  } as unknown as App;
  await perform(app, containerActions[0]!, container('exited'));
  expect(shown).toEqual(['Start: that did not work', 'No such container: x']);
});
