/** One file: the machine's content is the truth, and nothing that was typed is lost. */
import { beforeEach, expect, test } from 'vitest';
import { FileError, type GuestFiles } from '../../files/client.ts';
import { Drafts } from './drafts.ts';
import { OpenFile } from './open-file.svelte.ts';
import { decodeText, encodeText } from './text.ts';

/** A machine with one file. */
class FakeMachine {
  text: string | null = 'one';
  #version = 1;
  get version(): string {
    return `v${this.#version}`;
  }
  /** What the terminal does. */
  change(text: string | null): void {
    this.text = text;
    this.#version++;
  }
  readonly files = {
    read: () => {
      if (this.text === null) return Promise.reject(new FileError('ENOENT', 'gone'));
      return Promise.resolve({ bytes: encodeText(this.text), version: this.version });
    },
    write: (_: string, bytes: Uint8Array, expected: string | null) => {
      if (expected !== (this.text === null ? null : this.version)) return Promise.reject(new FileError('ESTALE', 'changed'));
      this.change(decodeText(bytes));
      return Promise.resolve(this.version);
    },
  } as unknown as GuestFiles;
}

function storage(room = Infinity): Storage {
  const items = new Map<string, string>();
  return {
    get length() {
      return items.size;
    },
    key: (i: number) => [...items.keys()][i] ?? null,
    getItem: (key: string) => items.get(key) ?? null,
    setItem: (key: string, value: string) => {
      if (value.length > room) throw new Error('QuotaExceededError');
      items.set(key, value);
    },
    removeItem: (key: string) => items.delete(key),
  } as unknown as Storage;
}

let machine: FakeMachine;
let drafts: Drafts;

async function opened(): Promise<OpenFile> {
  const file = new OpenFile('/f', machine.files, drafts);
  await file.load();
  return file;
}

beforeEach(() => {
  machine = new FakeMachine();
  drafts = new Drafts(storage());
});

test('what is saved is in the machine', async () => {
  const file = await opened();
  file.edit('two');
  expect(file.dirty).toBe(true);
  await file.save();
  expect([machine.text, file.dirty]).toEqual(['two', false]);
});

test('what the terminal writes shows, unless something is typed that would be lost', async () => {
  const file = await opened();
  machine.change('theirs');
  await file.seen(machine.version);
  expect([file.text, file.dirty, file.revision]).toEqual(['theirs', false, 2]);
  file.edit('mine');
  machine.change('theirs again');
  await file.seen(machine.version);
  expect([file.text, file.conflict?.theirs?.text]).toEqual(['mine', 'theirs again']);
});

test('a file that changed underneath is not written over until that is decided', async () => {
  const file = await opened();
  file.edit('mine');
  machine.change('theirs');
  await file.save();
  expect([machine.text, file.conflict?.theirs?.text]).toEqual(['theirs', 'theirs']);
  file.keepMine();
  await file.save();
  expect([machine.text, file.conflict]).toEqual(['mine', null]);
});

test('what the terminal writes after a save is no conflict, nor after a reload', async () => {
  const file = await opened();
  file.edit('mine');
  await file.save();
  machine.change('theirs');
  await file.seen(machine.version);
  expect([file.text, file.dirty, file.conflict]).toEqual(['theirs', false, null]);
  expect(await opened()).toMatchObject({ text: 'theirs', conflict: null });
});

test('the machine’s content can be taken instead', async () => {
  const file = await opened();
  file.edit('mine');
  machine.change('theirs');
  await file.save();
  file.takeTheirs();
  expect([file.text, file.dirty, drafts.paths()]).toEqual(['theirs', false, []]);
});

test('a file that was removed keeps its text, and saving makes it again', async () => {
  const file = await opened();
  machine.change(null);
  await file.seen(null);
  expect([file.text, file.dirty, file.conflict]).toEqual(['one', true, { theirs: null }]);
  await file.save();
  expect([machine.text, file.conflict]).toEqual(['one', null]);
});

test('a reload brings back what was typed', async () => {
  (await opened()).edit('typed');
  const file = await opened();
  expect([file.text, file.dirty, file.conflict]).toEqual(['typed', true, null]);
  machine.change('theirs');
  expect((await opened()).conflict?.theirs?.text).toBe('theirs');
});

test('a reload brings back what was saved in a machine that was not saved itself', async () => {
  const file = await opened();
  file.edit('two');
  await file.save();
  const before = new FakeMachine();
  machine.files.read = before.files.read;
  expect([(await opened()).text, (await opened()).dirty]).toEqual(['two', true]);
  file.machineSaved();
  expect(drafts.paths()).toEqual([]);
});

test('what the browser has no room for is said', async () => {
  drafts = new Drafts(storage(10));
  const file = await opened();
  file.edit('a text that is longer than that');
  expect(file.kept).toBe(false);
});

test('what is no text is left alone', async () => {
  machine.change('\0');
  expect(await opened()).toMatchObject({ state: 'refused', refusal: expect.stringContaining('no text') as string });
});
