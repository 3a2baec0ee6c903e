/** The real `docker` CLI, which types the golden cases: this machine's, or Debian's from a release that has one that prints the same. */
import { join } from 'node:path';
import { DebianArchive, unpackPackage } from './apt.ts';
import { cached } from './cache.ts';
import { run } from './run.ts';

/** The first major version with the messages that the cases were recorded with. */
const oldestMajor = 28;
/** The oldest release of Debian with such a client. It needs nothing but a C library, and not a newer one than bookworm's. */
const suite = 'forky';

async function isRecentEnough(): Promise<boolean> {
  const text = await run('docker', ['--version']).catch(() => '');
  return Number(/version (\d+)/.exec(text)?.[1] ?? 0) >= oldestMajor;
}

/** The folder with a `docker` that this machine's PATH lacks; `null` when its own will do. */
export async function dockerCliFolder(): Promise<string | null> {
  if (await isRecentEnough()) return null;
  const architecture = (await run('dpkg', ['--print-architecture'])).trim();
  const archive = new DebianArchive(suite, architecture);
  const { path } = await cached('docker-cli', 'docker CLI: unpack', [suite, architecture], async (directory) => {
    for (const file of await archive.fetchPinned(await archive.pinPackages(['docker-cli']))) await unpackPackage(file, directory);
  });
  return join(path, 'usr/bin');
}
