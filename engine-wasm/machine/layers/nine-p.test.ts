import { expect, test } from 'vitest';
import { FileServer } from './nine-p.ts';
import { fileType, type Node } from './tree.ts';
import { Uploads } from './uploads.ts';

function node(inode: number, values: Partial<Node>): Node {
  return { inode, mode: 0, uid: 0, gid: 0, mtime: 0, xattrs: new Map(), data: new Uint8Array(0), children: new Map(), links: 1, ...values };
}

const file = node(2, { mode: fileType.file | 0o644, uid: 5, data: new TextEncoder().encode('hello') });
const folder = node(1, {
  mode: fileType.directory | 0o755,
  children: new Map([['file', file]]),
  xattrs: new Map([['trusted.overlay.opaque', new Uint8Array([121])]]),
});
const root = node(0, { mode: fileType.directory | 0o755, children: new Map([['folder', folder]]) });

function newServer(uploads = new Uploads()): FileServer {
  const layers = { names: () => ['layer'], ordinal: (name: string) => (name === 'layer' ? 0 : undefined), root: () => Promise.resolve(root) };
  return new FileServer(layers, uploads);
}

/** One message; the fields are [bytes, value] or text. Answers type and payload. */
async function ask(
  server: FileServer,
  type: number,
  ...fields: (readonly [size: 1 | 2 | 4 | 8, value: number] | string)[]
): Promise<{ type: number; body: DataView }> {
  const parts = fields.map((field) => {
    if (typeof field === 'string') return Buffer.concat([Buffer.from([field.length, 0]), Buffer.from(field)]);
    const bytes = Buffer.alloc(field[0]);
    bytes.writeUIntLE(field[1], 0, Math.min(field[0], 6));
    return bytes;
  });
  const body = Buffer.concat(parts);
  const header = Buffer.alloc(7);
  header.writeUInt32LE(7 + body.length, 0);
  header.writeUInt8(type, 4);
  header.writeUInt16LE(9, 5);
  const answer = await server.handle(new Uint8Array(Buffer.concat([header, body])));
  const view = new DataView(answer.buffer, answer.byteOffset, answer.byteLength);
  expect([view.getUint32(0, true), view.getUint16(5, true)]).toEqual([answer.length, 9]);
  return { type: answer[4] as number, body: new DataView(answer.buffer, answer.byteOffset + 7, answer.byteLength - 7) };
}

const textAfter = (view: DataView, offset: number): string => Buffer.from(view.buffer, view.byteOffset + offset, view.byteLength - offset).toString();
const attach = (server: FileServer): Promise<unknown> => ask(server, 104, [4, 0], [4, 0xffffffff], '', '', [4, 0]);
const walk = (server: FileServer, fid: number, ...names: string[]): Promise<{ type: number; body: DataView }> =>
  ask(server, 110, [4, 0], [4, fid], [2, names.length], ...names);

test('a file is found, described and read', async () => {
  const server = newServer();
  await attach(server);
  const walked = await walk(server, 1, 'layer', 'folder', 'file');
  expect([walked.type, walked.body.getUint16(0, true)]).toEqual([111, 3]);
  const attributes = await ask(server, 24, [4, 1], [8, 0x7ff]);
  // valid[8] qid[13] mode[4] uid[4] gid[4] nlink[8] rdev[8] size[8]
  expect([attributes.body.getUint32(21, true), attributes.body.getUint32(25, true), attributes.body.getUint32(49, true)]).toEqual([0o100644, 5, 5]);
  const read = await ask(server, 116, [4, 1], [8, 1], [4, 3]);
  expect(textAfter(read.body, 4)).toBe('ell');
});

test('a walk that ends half-way says how far it came, and makes no handle', async () => {
  const server = newServer();
  await attach(server);
  expect((await walk(server, 1, 'layer', 'nothing', 'file')).body.getUint16(0, true)).toBe(1);
  expect(server.fids()).toEqual([{ id: 0, path: [] }]);
  const missing = await walk(server, 1, 'no-layer');
  expect([missing.type, missing.body.getUint32(0, true)]).toEqual([7, 2]);
});

test('directories are listed from an offset, attributes are read by a handle of their own', async () => {
  const server = newServer();
  await attach(server);
  await walk(server, 1, 'layer', 'folder');
  const list = await ask(server, 40, [4, 1], [8, 0], [4, 1000]);
  expect([list.body.getUint8(25), textAfter(list.body, 28)]).toEqual([8, 'file']);
  expect((await ask(server, 40, [4, 1], [8, 1], [4, 1000])).body.getUint32(0, true)).toBe(0);
  expect((await ask(server, 30, [4, 1], [4, 2], 'trusted.overlay.opaque')).body.getUint32(0, true)).toBe(1);
  expect((await ask(server, 116, [4, 2], [8, 0], [4, 10])).body.getUint8(4)).toBe(121);
  expect((await ask(server, 30, [4, 1], [4, 3], 'user.none')).body.getUint32(0, true)).toBe(61);
});

test('an upload is written from its beginning to its end, a layer is not', async () => {
  const uploads = new Uploads();
  const server = newServer(uploads);
  await attach(server);
  const progress: number[] = [];
  const upload = uploads.start(6, (bytes) => progress.push(bytes));
  await walk(server, 1, 'uploads', upload.name);
  const write = async (fid: number, offset: number, text: string): Promise<number> =>
    (await ask(server, 118, [4, fid], [8, offset], [4, text.length], ...[...text].map((letter) => [1, letter.charCodeAt(0)] as const))).type;
  expect([await write(1, 0, 'abc'), await write(1, 0, 'abc'), await write(1, 3, 'defg'), await write(1, 3, 'def')]).toEqual([119, 7, 7, 119]);
  expect(new TextDecoder().decode(await upload.complete)).toBe('abcdef');
  expect(progress).toEqual([3, 6]);
  uploads.end(upload);
  expect(await write(1, 6, '')).toBe(7);
  await walk(server, 2, 'layer', 'folder', 'file');
  expect(await write(2, 0, 'x')).toBe(7);
});

test('nothing else can be changed; handles outlive a restore', async () => {
  const server = newServer();
  await attach(server);
  await walk(server, 1, 'layer', 'folder', 'file');
  const mkdir = 72;
  expect((await ask(server, mkdir, [4, 0], 'new', [4, 0o755], [4, 0])).body.getUint32(0, true)).toBe(30);
  const restored = newServer();
  restored.restore(server.fids());
  expect((await ask(restored, 116, [4, 1], [8, 0], [4, 5])).body.getUint32(0, true)).toBe(5);
  await ask(restored, 120, [4, 1]);
  expect((await ask(restored, 116, [4, 1], [8, 0], [4, 5])).body.getUint32(0, true)).toBe(9);
});
