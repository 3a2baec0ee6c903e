import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { gunzip, gunzipMembers } from './gzip.ts';
import { isZstd, unzstd } from './zstd.ts';

/** The same each time; none of it can be compressed. */
const noise = (seed: number, size: number): Buffer => createHash('shake256', { outputLength: size }).update(String(seed)).digest();
/** Some of it can be compressed, and some cannot. */
const mixture = (parts: number, size: number): Buffer =>
  Buffer.concat(Array.from({ length: parts }, (_, i) => Buffer.concat([noise(i, size), Buffer.alloc(3 * size, i)])));
const content = mixture(40, 9_000);
const zstd = (bytes: Uint8Array, ...options: readonly string[]): Buffer => execFileSync('zstd', ['--quiet', ...options], { input: bytes, maxBuffer: 1e9 });
const skippable = Buffer.from([0x5a, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3]);

function cut(bytes: Buffer, ...at: readonly number[]): Buffer[] {
  return [0, ...at].map((begin, i) => bytes.subarray(begin, at[i]));
}

const notTooLarge: unknown = expect.not.objectContaining({ name: 'RangeError' });

const gunzips = [
  ['what there is', gunzip],
  ['the library', async (bytes: Uint8Array, most?: number) => Promise.resolve(gunzipMembers(bytes, most))],
] as const;

test.each(gunzips)('gzip of several members, by %s', async (_, inflate) => {
  const members = cut(content, 1, 70_000, 70_001, 600_000).map((part, i) => gzipSync(part, { level: i }));
  expect(Buffer.from(await inflate(Buffer.concat(members))).equals(content)).toBe(true);
  expect(await inflate(Buffer.concat(Array.from({ length: 5_000 }, () => gzipSync('x'))))).toHaveLength(5_000);
  expect(await inflate(gzipSync(''))).toHaveLength(0);
});

test.each(gunzips)('a bomb of gzip, in the second member too, by %s', async (_, inflate) => {
  const bomb = gzipSync(Buffer.alloc(3_000_000));
  await expect(async () => inflate(bomb, 2_000_000)).rejects.toThrow(RangeError);
  await expect(async () => inflate(Buffer.concat([gzipSync('x'), bomb]), 2_000_000)).rejects.toThrow(RangeError);
  expect(await inflate(bomb, 3_000_000)).toHaveLength(3_000_000);
});

test.each(gunzips)('what is no gzip, or follows it, or breaks off, by %s', async (_, inflate) => {
  const whole = gzipSync(content);
  for (const bytes of [Buffer.from('no gzip'), Buffer.concat([whole, Buffer.from('and something else')]), whole.subarray(0, 50_000)]) {
    await expect(async () => inflate(bytes)).rejects.toThrow(notTooLarge);
  }
});

test('gzip breaks off anywhere, or is damaged, by the library', () => {
  const whole = gzipSync(mixture(4, 900));
  for (let length = 0; length < whole.length; length++) expect(() => gunzipMembers(whole.subarray(0, length))).toThrow(notTooLarge);
  for (const at of [2_000, whole.length - 8, whole.length - 1]) {
    const damaged = Buffer.from(whole);
    damaged[at] = (damaged[at] as number) ^ 1;
    expect(() => gunzipMembers(damaged)).toThrow(notTooLarge);
  }
});

test.each([['-1'], ['-19'], ['--no-check'], ['--long=24']])('zstd %s', (option) => {
  const made = zstd(content, option);
  expect(isZstd(made)).toBe(true);
  expect(Buffer.from(unzstd(made)).equals(content)).toBe(true);
});

test('zstd of several frames, some to be skipped', () => {
  const frames = cut(content, 1, 70_000, 600_000).map((part) => zstd(part));
  const whole = Buffer.concat([skippable, ...frames.flatMap((frame) => [frame, skippable]), zstd(Buffer.alloc(0))]);
  expect(isZstd(whole)).toBe(true);
  expect(Buffer.from(unzstd(whole)).equals(content)).toBe(true);
});

test('bombs of zstd: in what they become, and in what they ask for before', () => {
  const bomb = zstd(Buffer.alloc(3_000_000));
  expect(() => unzstd(bomb, 2_000_000)).toThrow(RangeError);
  expect(() => unzstd(Buffer.concat([skippable, zstd(Buffer.from('x')), bomb]), 2_000_000)).toThrow(RangeError);
  expect(unzstd(bomb, 3_000_000)).toHaveLength(3_000_000);
  // A frame whose header has a window of 1 GiB, and one of eight bytes that say 4 GiB.
  const empty = [0x01, 0x00, 0x00];
  for (const header of [
    [0x00, 20 << 3],
    [0xe0, 0, 0, 0, 0, 1, 0, 0, 0],
  ]) {
    expect(() => unzstd(Uint8Array.from([0x28, 0xb5, 0x2f, 0xfd, ...header, ...empty]))).toThrow(new Error('invalid zstd data'));
  }
});

test('what is no zstd, or follows it, or breaks off', () => {
  const whole = zstd(content);
  const short = zstd(mixture(4, 900));
  for (let length = 1; length < short.length; length++) expect(() => unzstd(short.subarray(0, length))).toThrow();
  for (const bytes of [Buffer.from('no zstd'), Buffer.concat([whole, Buffer.from('and something else')]), whole.subarray(0, 50_000)]) {
    expect(() => unzstd(bytes)).toThrow();
  }
  expect(isZstd(Buffer.from('no zstd'))).toBe(false);
  expect(isZstd(Buffer.of(0x28))).toBe(false);
});
