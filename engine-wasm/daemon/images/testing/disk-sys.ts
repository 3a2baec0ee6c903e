/** Files of a temporary directory, hashing and clock as the image store uses them; everything else of {@link Sys} is absent. */
import { createHash, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import type { Sys } from '../../../sys/sys.ts';

export function diskSys(): Sys {
  const files: Partial<Sys['files']> = {
    exists: (path) => existsSync(path),
    readText: (path) => readFileSync(path, 'utf8'),
    writeAtomic: (path, content) => writeFileSync(path, content),
    readDir: (path) => readdirSync(path),
    mkdirAll: (path) => void mkdirSync(path, { recursive: true }),
    removeAll: (path) => rmSync(path, { recursive: true, force: true }),
    rename: (from, to) => renameSync(from, to),
    symlink: (target, path) => symlinkSync(target, path),
  };
  const hashing: Sys['hashing'] = {
    sha256: (text) => createHash('sha256').update(text).digest('hex'),
    randomHex: (bytes) => randomBytes(bytes).toString('hex'),
  };
  const clock: Partial<Sys['clock']> = { now: () => Date.now(), timestamp: () => new Date().toISOString() };
  return { files, hashing, clock } as Sys;
}
