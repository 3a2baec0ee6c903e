import { describe, expect, test } from 'vitest';
import type { Usage } from '../../../engine-wasm/machine/client.ts';
import { formatBytes, formatMemory } from '../ui/format.ts';
import { describeState } from './containers.svelte.ts';
import { Details } from './details.svelte.ts';
import { cpuShare } from './machine.svelte.ts';
import { controlCharacter, Modifiers } from './modifiers.svelte.ts';
import { addMessage, emptyPull, shareOf } from './pull-progress.ts';
import { Refresher } from './refresher.ts';
import { Toasts } from './toasts.svelte.ts';
import { Terminals, type OpenPty } from './terminals.svelte.ts';

const usage = (cpuMs: number, uptimeMs: number): Usage => ({ memoryTotal: 1, memoryAvailable: 1, cpuMs, uptimeMs });

test.each([
  [usage(0, 0), usage(500, 1000), 0.5],
  [usage(0, 0), usage(2000, 1000), 1],
  [usage(9, 9), usage(3, 3), null],
])('the processor’s share of a span', (before, after, share) => expect(cpuShare(before, after)).toBe(share));

test.each([
  [0, '0 B'],
  [999, '999 B'],
  [2_071_234, '2.07 MB'],
  [999_999, '1000 KB'],
])('%i bytes are %s', (bytes, text) => expect(formatBytes(bytes)).toBe(text));

test('memory is in binary units', () => expect(formatMemory(512 << 20)).toBe('512 MB'));

describe('a pull', () => {
  const after = (...messages: Parameters<typeof addMessage>[1][]) => messages.reduce(addMessage, emptyPull);

  test('has no share before a size is known', () => expect(shareOf(after({ id: 'latest', status: 'Pulling from library/busybox' }))).toBeNull());

  test('adds up its layers, and unpacking takes nothing back', () => {
    const progress = after(
      { id: 'a', status: 'Downloading', progressDetail: { current: 50, total: 100 } },
      { id: 'b', status: 'Downloading', progressDetail: { current: 100, total: 300 } },
      { id: 'a', status: 'Download complete', progressDetail: {} },
      { id: 'a', status: 'Extracting', progressDetail: { current: 1, total: 100 } },
    );
    expect(shareOf(progress)).toBe(0.5);
    expect(progress.status).toBe('Extracting');
  });
});

describe('the refresher', () => {
  test('joins what is asked for during a run into one more run', async () => {
    const ends: (() => void)[] = [];
    const refresher = new Refresher(() => new Promise((resolve) => ends.push(resolve)));
    const first = refresher.request();
    const others = [refresher.request(), refresher.request()];
    ends[0]!();
    await expect.poll(() => ends.length).toBe(2);
    ends[1]!();
    await Promise.all([first, ...others]);
    expect(ends).toHaveLength(2);
  });

  test('runs again after a failure', async () => {
    let runs = 0;
    const refresher = new Refresher(() => (++runs === 1 ? Promise.reject(new Error('down')) : Promise.resolve()));
    await expect(refresher.request()).rejects.toThrow('down');
    await refresher.request();
    expect(runs).toBe(2);
  });
});

describe('terminals', () => {
  const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

  /** A pty that says its prompt, and what was typed at it. */
  function fakePty(): { openPty: OpenPty; typed: string[]; end: (code: number) => void } {
    const typed: string[] = [];
    let end: (code: number) => void = () => undefined;
    const openPty: OpenPty = () => {
      const exited = new Promise<number>((resolve) => (end = resolve));
      const output = [bytes('# ')];
      const read = (): Promise<Uint8Array | null> => Promise.resolve(output.shift() ?? exited.then(() => null));
      const write = (data: Uint8Array): Promise<void> => Promise.resolve(void typed.push(new TextDecoder().decode(data)));
      return Promise.resolve({ stream: { read, write, closeWrite: () => undefined, close: () => end(-1) }, resize: () => undefined, exited });
    };
    return { openPty, typed, end: (code) => end(code) };
  }

  test('type a command once the shell has shown its prompt', async () => {
    const { openPty, typed } = fakePty();
    const session = new Terminals(openPty).open({ typed: 'docker ps\r' });
    session.attach(() => Promise.resolve(), 24, 80);
    expect(typed).toEqual([]);
    await expect.poll(() => typed).toEqual(['docker ps\r']);
  });

  test('say how a session ended and start it again', async () => {
    const { openPty, end } = fakePty();
    const session = new Terminals(openPty).open();
    let output = '';
    session.attach((data) => Promise.resolve(void (output += typeof data === 'string' ? data : new TextDecoder().decode(data))), 24, 80);
    await expect.poll(() => session.state).toBe('open');
    end(3);
    await expect.poll(() => session.state).toBe('ended');
    expect(output).toContain('exit code 3');
    await Promise.race([session.start(), expect.poll(() => session.state).toBe('open')]);
    expect(session.state).toBe('open');
  });

  test('keep the neighbour of a closed tab in front, and give its number again', () => {
    const terminals = new Terminals(fakePty().openPty);
    const [first, second, third] = [terminals.open(), terminals.open(), terminals.open()];
    terminals.activate(second);
    terminals.close(second);
    expect(terminals.active).toBe(third);
    terminals.cycle(1);
    expect(terminals.active).toBe(first);
    expect(terminals.open().title).toBe('Terminal 2');
  });
});

test('a held Ctrl is for one character', () => {
  const modifiers = new Modifiers();
  modifiers.ctrl = true;
  expect([modifiers.apply('c'), modifiers.apply('c')]).toEqual(['\x03', 'c']);
  expect(controlCharacter('[')).toBe('\x1b');
  expect(controlCharacter('1')).toBe('1');
});

test('details open once, and the neighbour of a closed one is shown', () => {
  const details = new Details();
  const logs = { kind: 'logs', id: 'a', name: 'a' } as const;
  const inspect = { kind: 'inspect', of: 'containers', id: 'a', name: 'a' } as const;
  details.show(logs);
  details.show(inspect);
  details.show({ ...logs });
  expect(details.tabs).toEqual([logs, inspect]);
  expect(details.active).toBe(logs);
  details.close(logs);
  expect(details.active).toBe(inspect);
});

test.each([
  ['running', 'Up 3 seconds', 'Running'],
  ['exited', 'Exited (137) 2 minutes ago', 'Exited (137)'],
  ['created', 'Created', 'Created'],
])('a container that is %s, told as "%s", is "%s"', (State, Status, text) => {
  const container = { Id: '', Names: [], Image: '', ImageID: '', Command: '', Created: 0, State, Status, Ports: [], Labels: {} };
  expect(describeState(container)).toBe(text);
});

test('a message that is said again is shown once, a different one beside it', () => {
  const toasts = new Toasts();
  toasts.error('No', 'why');
  toasts.error('No', 'why not');
  toasts.error('No', 'why');
  expect(toasts.list.map(({ text }) => text)).toEqual(['why not', 'why']);
});
