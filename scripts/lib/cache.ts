/**
 * The content-addressed cache of build steps, outside the checkout: `$XDG_CACHE_HOME/drydock/<step>-<key>/`. A step's key is the hash of
 * everything that its result depends on, so an entry never goes stale and a change rebuilds just what depends on it.
 */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rename, rm, stat, utimes } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { step } from './progress.ts';

export const cacheRoot = join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'drydock');

export interface Cached {
  /** Directory with the step's result. */
  readonly path: string;
  /** Hash of all inputs, for the keys of the steps that follow. */
  readonly key: string;
}

/** sha256 (hex) over parts in order. */
function hashOf(...parts: readonly (string | Uint8Array)[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(`${part.length}:`).update(part);
  return hash.digest('hex');
}

/** Hash of files' contents and names; folders are walked, names sorted. */
export async function hashFiles(...paths: readonly string[]): Promise<string> {
  const parts: (string | Uint8Array)[] = [];
  for (const path of paths) await addFiles(path, '', parts);
  return hashOf(...parts);
}

async function addFiles(path: string, name: string, parts: (string | Uint8Array)[]): Promise<void> {
  const entries = await readdir(path, { withFileTypes: true }).catch(() => null);
  if (entries === null) {
    parts.push(name, await readFile(path));
    return;
  }
  for (const entry of entries.map((e) => e.name).sort()) await addFiles(join(path, entry), `${name}/${entry}`, parts);
}

/**
 * The result directory of step `name` for these inputs, built by `build` into an empty directory when it is not there yet. A build
 * that fails or is interrupted leaves nothing: the directory gets its name by rename, at the end.
 */
export async function cached(
  name: string,
  title: string,
  inputs: readonly (string | Uint8Array)[],
  build: (directory: string, note: (text: string) => void) => Promise<void>,
): Promise<Cached> {
  const key = hashOf(name, ...inputs);
  const path = join(cacheRoot, `${name}-${key.slice(0, 16)}`);
  if (existsSync(path)) {
    // The time of the last use, for `prune`.
    await utimes(path, new Date(), new Date());
    return { path, key };
  }
  await mkdir(cacheRoot, { recursive: true });
  await step(title, async (note) => {
    const directory = await mkdtemp(join(cacheRoot, `.${name}-`));
    try {
      await build(directory, note);
      await rename(directory, path).catch((error: unknown) => {
        if (!existsSync(path)) throw error;
      });
      await prune(name);
    } finally {
      await rm(directory, { recursive: true, force: true });
    }
  });
  return { path, key };
}

/** How many results of a step are kept at least; and how long any of them is kept after its last use, for builds of other checkouts go on beside this one. */
const keptResults = 3;
const keptMs = 24 * 3600 * 1000;

/** Removes results of step `name` that nobody used for long, and what interrupted builds left. */
async function prune(name: string): Promise<void> {
  const isResult = new RegExp(`^${name}-[0-9a-f]{16}$`);
  const isLeftover = new RegExp(`^\\.${name}-\\w{6}$`);
  const entries = (await readdir(cacheRoot)).filter((entry) => isResult.test(entry) || isLeftover.test(entry));
  const used = await Promise.all(entries.map(async (entry) => ({ entry, at: (await stat(join(cacheRoot, entry)).catch(() => null))?.mtimeMs ?? 0 })));
  const results = used.filter(({ entry }) => isResult.test(entry)).sort((a, b) => b.at - a.at);
  const candidates = [...results.slice(keptResults), ...used.filter(({ entry }) => isLeftover.test(entry))];
  for (const { entry, at } of candidates) {
    if (Date.now() - at > keptMs) await rm(join(cacheRoot, entry), { recursive: true, force: true });
  }
}
