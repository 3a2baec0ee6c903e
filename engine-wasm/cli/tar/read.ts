/** Takes an archive apart onto this machine's files. */
import { O_CREAT, O_TRUNC, O_WRONLY } from '../../sys/constants.ts';
import { FdStream } from '../../sys/fd-stream.ts';
import type { Sys } from '../../sys/sys.ts';
import { BufferedReader } from '../../wire/buffered-reader.ts';
import type { Body } from '../../wire/http/message.ts';
import { padding } from './header.ts';

const decoder = new TextDecoder();

interface Header {
  readonly name: string;
  readonly mode: number;
  readonly size: number;
  readonly flag: string;
  readonly target: string;
}

function parseHeader(block: Uint8Array): Header | null {
  if (block.every((byte) => byte === 0)) return null;
  const text = (at: number, length: number): string => decoder.decode(block.subarray(at, at + length)).split('\0', 1)[0] as string;
  const octal = (at: number, length: number): number => parseInt(text(at, length).trim() || '0', 8);
  const prefix = text(345, 155);
  return {
    name: prefix === '' ? text(0, 100) : `${prefix}/${text(0, 100)}`,
    mode: octal(100, 8),
    size: octal(124, 12),
    flag: text(156, 1),
    target: text(157, 100),
  };
}

/** `path` and `linkpath` of a pax header. */
function parsePax(bytes: Uint8Array): Partial<Pick<Header, 'name' | 'target'>> {
  const text = decoder.decode(bytes);
  const field = (key: string): string | undefined => new RegExp(`\\d+ ${key}=(.*)\\n`).exec(text)?.[1];
  const [name, target] = [field('path'), field('linkpath')];
  return { ...(name !== undefined && { name }), ...(target !== undefined && { target }) };
}

/** @throws Error where the archive ends before */
async function readExactly(reader: BufferedReader, length: number): Promise<Uint8Array> {
  const whole = new Uint8Array(length);
  for (let at = 0; at < length;) {
    const bytes = await reader.readSome(length - at);
    if (bytes === null) throw new Error('unexpected EOF');
    whole.set(bytes, at);
    at += bytes.length;
  }
  return whole;
}

async function writeFile(sys: Sys, path: string, reader: BufferedReader, { size, mode }: Header): Promise<void> {
  const output = new FdStream(sys, sys.files.open(path, O_WRONLY | O_CREAT | O_TRUNC, mode));
  for (let left = size; left > 0;) {
    const bytes = await reader.readSome(left);
    if (bytes === null) throw new Error('unexpected EOF');
    await output.write(bytes);
    left -= bytes.length;
  }
  output.close();
  sys.files.chmod(path, mode & 0o7777);
}

/** Puts one entry at `path`. */
async function place(sys: Sys, path: string, header: Header, reader: BufferedReader): Promise<void> {
  const { files } = sys;
  files.mkdirAll(path.slice(0, path.lastIndexOf('/')) || '/');
  if (header.flag === '5') files.mkdirAll(path, header.mode & 0o7777);
  else if (header.flag === '2') {
    files.removeAll(path);
    files.symlink(header.target, path);
  } else await writeFile(sys, path, reader, header);
}

/** `locate` says where an entry goes; one with a step upwards in its name goes nowhere. @throws Error for an archive that is none, or that ends early */
export async function extract(sys: Sys, archive: Body, locate: (name: string) => string): Promise<void> {
  const reader = new BufferedReader(archive);
  let pax: Partial<Header> = {};
  for (;;) {
    const found = parseHeader(await readExactly(reader, 512));
    if (!found) break;
    const header = { ...found, ...pax };
    pax = {};
    if (header.flag === 'x') pax = parsePax(await readExactly(reader, header.size));
    else if (!header.name.split('/').includes('..')) await place(sys, locate(header.name.replace(/\/$/, '')), header, reader);
    await readExactly(reader, padding(header.size).length);
  }
  while ((await archive.read()) !== null) continue;
}
