/**
 * Debian packages of another release and architecture, through a private apt directory: no root needed, nothing of the machine's own apt
 * state is touched, and signatures are checked as always. The mirror is the one in the machine's own apt configuration.
 */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cacheRoot } from './cache.ts';
import { step } from './progress.ts';
import { run } from './run.ts';

/** Where the guest's and the library's packages come from. */
const suite = 'trixie';
const architecture = 'i386';
const keyring = '/usr/share/keyrings/debian-archive-keyring.gpg';
const listsMaxAgeMs = 7 * 24 * 3600 * 1000;

export interface DebianFile {
  readonly name: string;
  readonly version: string;
  readonly path: string;
  readonly sha256: string;
}

const directory = join(cacheRoot, 'apt');
const archives = join(directory, 'archives');

const settings = [
  `Dir::Etc::sourcelist=${directory}/sources.list`,
  'Dir::Etc::sourceparts=-',
  `Dir::State::lists=${directory}/lists`,
  `Dir::State::status=${directory}/status`,
  `Dir::Cache=${directory}/cache`,
  `APT::Architecture=${architecture}`,
  `APT::Architectures=${architecture}`,
  'APT::Sandbox::User=root',
  'Debug::NoLocking=true',
].flatMap((setting) => ['-o', setting]);

async function mirror(): Promise<string> {
  const targets = await run('apt-get', ['indextargets', '--format', '$(REPO_URI)', 'Created-By: Packages']);
  const uri = targets.split('\n').find((line) => /\/debian\/?$/.test(line));
  if (!uri) throw new Error("no Debian mirror in this machine's apt configuration");
  return uri;
}

let prepared: Promise<void> | undefined;

/** Fetches the package lists when there are none or they are a week old. */
function prepare(): Promise<void> {
  prepared ??= (async () => {
    const stamp = join(directory, 'updated');
    const age = await stat(stamp).then(
      (s) => Date.now() - s.mtimeMs,
      () => Infinity,
    );
    if (age < listsMaxAgeMs) return;
    await step(`Package lists of Debian ${suite}`, async () => {
      for (const folder of ['lists/partial', 'cache/archives/partial', 'archives']) await mkdir(join(directory, folder), { recursive: true });
      const uri = await mirror();
      await writeFile(join(directory, 'status'), '');
      await writeFile(join(directory, 'sources.list'), ['deb', 'deb-src'].map((kind) => `${kind} [signed-by=${keyring}] ${uri} ${suite} main\n`).join(''));
      await run('apt-get', [...settings, 'update']);
      await writeFile(stamp, '');
    });
  })();
  return prepared;
}

/** The version that would be installed now. @throws when the release has no such package. */
async function candidate(name: string): Promise<string> {
  await prepare();
  const policy = await run('apt-cache', [...settings, 'policy', name]);
  const version = /Candidate: (\S+)/.exec(policy)?.[1];
  if (!version || version === '(none)') throw new Error(`Debian ${suite} has no package ${name}`);
  return version;
}

async function describe(name: string, version: string, path: string): Promise<DebianFile> {
  const sha256 = createHash('sha256')
    .update(await readFile(path))
    .digest('hex');
  return { name, version, path, sha256 };
}

/** Downloads one binary package; a version that was downloaded before is taken from the cache. */
export async function fetchPackage(name: string): Promise<DebianFile> {
  const version = await candidate(name);
  const path = join(archives, `${name.replace(':', '_')}_${version.replaceAll(':', '%3a')}.deb`);
  if (!existsSync(path)) {
    const partial = join(archives, `.${name}-${process.pid}`);
    await mkdir(partial, { recursive: true });
    await run('apt-get', [...settings, 'download', `${name}=${version}`], { cwd: partial });
    const [file] = await readdir(partial);
    if (!file) throw new Error(`apt downloaded nothing for ${name}`);
    await rename(join(partial, file), path);
    await rm(partial, { recursive: true });
  }
  return describe(name, version, path);
}

/** Names of all packages that installing `names` on an empty system needs, without recommendations. */
export async function closureOf(names: readonly string[]): Promise<string[]> {
  await prepare();
  const plan = await run('apt-get', [...settings, 'install', '--simulate', '--no-install-recommends', '--yes', ...names]);
  return [...plan.matchAll(/^Inst (\S+)/gm)].map((match) => match[1] as string).sort();
}

/** Downloads a source package; returns its files (upstream tar, Debian tar, .dsc). */
export async function fetchSource(name: string): Promise<readonly DebianFile[]> {
  await prepare();
  const shown = await run('apt-cache', [...settings, 'showsrc', '--only-source', name]);
  const version = [...shown.matchAll(/^Version: (\S+)/gm)].at(-1)?.[1];
  if (!version) throw new Error(`Debian ${suite} has no source package ${name}`);
  const folder = join(archives, `${name}_${version.replaceAll(':', '%3a')}.source`);
  if (!existsSync(folder)) {
    const partial = `${folder}.${process.pid}`;
    await mkdir(partial, { recursive: true });
    await run('apt-get', [...settings, 'source', '--download-only', `${name}=${version}`], { cwd: partial });
    await rename(partial, folder);
  }
  const files = (await readdir(folder)).sort();
  return Promise.all(files.map((file) => describe(file, version, join(folder, file))));
}

/** Unpacks a .deb's files into a directory. */
export async function unpackPackage(file: DebianFile, into: string): Promise<void> {
  await run('dpkg-deb', ['--extract', file.path, into]);
}

/** One version of a package, as a lock file has it. */
export interface PackagePin {
  readonly name: string;
  readonly version: string;
  readonly sha256: string;
}

/** What would be installed now, in one query for all of `names`. @throws when the release lacks one of them. */
export async function pinPackages(names: readonly string[]): Promise<PackagePin[]> {
  await prepare();
  const shown = await run('apt-cache', [...settings, 'show', '--no-all-versions', ...names]);
  const field = (stanza: string, key: string): string => new RegExp(`^${key}: (.+)$`, 'm').exec(stanza)?.[1] ?? '';
  const pins = shown.split('\n\n').map((stanza) => ({ name: field(stanza, 'Package'), version: field(stanza, 'Version'), sha256: field(stanza, 'SHA256') }));
  return names.map((name) => {
    const pin = pins.find((candidate) => candidate.name === name);
    if (!pin) throw new Error(`Debian ${suite} has no package ${name}`);
    return pin;
  });
}

/** Downloads pinned packages, those that are not in the cache in one go. @throws when a version is gone from the mirror or has other bytes. */
export async function fetchPinned(pins: readonly PackagePin[]): Promise<DebianFile[]> {
  const pathOf = ({ name, version }: PackagePin): string => join(archives, `${name}_${version.replaceAll(':', '%3a')}.deb`);
  const missing = pins.filter((pin) => !existsSync(pathOf(pin)));
  if (missing.length > 0) {
    await prepare();
    const partial = join(archives, `.pinned-${process.pid}`);
    await mkdir(partial, { recursive: true });
    try {
      await run('apt-get', [...settings, 'download', ...missing.map(({ name, version }) => `${name}=${version}`)], { cwd: partial });
      for (const file of await readdir(partial)) await rename(join(partial, file), join(archives, file.replace(/_[^_]*\.deb$/, '.deb')));
    } finally {
      await rm(partial, { recursive: true, force: true });
    }
  }
  const files = await Promise.all(pins.map((pin) => describe(pin.name, pin.version, pathOf(pin))));
  const wrong = files.find((file, i) => file.sha256 !== pins[i]?.sha256);
  if (wrong) throw new Error(`${wrong.name} ${wrong.version} does not have the bytes that the lock file names`);
  return files;
}
