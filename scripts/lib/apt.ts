/**
 * Debian packages of another release and architecture, through a private apt directory: no root needed, nothing of the machine's own apt
 * state is touched, and signatures are checked as always. The mirror is the one in the machine's own apt configuration.
 */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cacheRoot } from './cache.ts';
import { step } from './progress.ts';
import { run } from './run.ts';

const keyring = '/usr/share/keyrings/debian-archive-keyring.gpg';
const listsMaxAgeMs = 7 * 24 * 3600 * 1000;

/** One version of a package, as a lock file has it. */
export interface PackagePin {
  readonly name: string;
  readonly version: string;
  /** Of the `.deb`; of a source package, its `.dsc`, which has the digests of the rest. */
  readonly sha256: string;
}

/** A package on this machine's disk. */
export interface DebianFile extends PackagePin {
  readonly path: string;
}

/** A source package on disk. */
export interface DebianSource extends PackagePin {
  /** Path of upstream's archive (`.orig.tar.*`). */
  readonly upstream: string;
}

async function mirror(): Promise<string> {
  const targets = await run('apt-get', ['indextargets', '--format', '$(REPO_URI)', 'Created-By: Packages']);
  const uri = targets.split('\n').find((line) => /\/debian\/?$/.test(line));
  if (!uri) throw new Error("no Debian mirror in this machine's apt configuration");
  return uri;
}

async function sha256Of(path: string): Promise<string> {
  return createHash('sha256')
    .update(await readFile(path))
    .digest('hex');
}

/** A version as apt writes it into file names. */
const inFileName = (version: string): string => version.replaceAll(':', '%3a');

function verified({ name, version, sha256 }: PackagePin, actual: string): PackagePin {
  if (actual !== sha256) throw new Error(`${name} ${version} does not have the bytes that were asked for: its sha256 is ${actual}, not ${sha256}`);
  return { name, version, sha256 };
}

async function fileIn(folder: string, suffix: RegExp): Promise<string | undefined> {
  const name = (await readdir(folder)).find((file) => suffix.test(file));
  return name && join(folder, name);
}

/** One release of Debian for one architecture. */
export class DebianArchive {
  readonly #suite: string;
  readonly #directory: string;
  readonly #settings: readonly string[];
  #prepared: Promise<void> | undefined;

  constructor(suite: string, architecture: string) {
    this.#suite = suite;
    this.#directory = join(cacheRoot, 'apt', `${suite}-${architecture}`);
    this.#settings = [
      `Dir::Etc::sourcelist=${this.#directory}/sources.list`,
      'Dir::Etc::sourceparts=-',
      `Dir::State::lists=${this.#directory}/lists`,
      `Dir::State::status=${this.#directory}/status`,
      `Dir::Cache=${this.#directory}/cache`,
      `APT::Architecture=${architecture}`,
      `APT::Architectures=${architecture}`,
      'APT::Sandbox::User=root',
      'Debug::NoLocking=true',
    ].flatMap((setting) => ['-o', setting]);
  }

  /** What would be installed now, in one query for all of `names`. @throws when the release lacks one of them. */
  async pinPackages(names: readonly string[]): Promise<PackagePin[]> {
    const shown = await this.#apt('apt-cache', ['show', '--no-all-versions', ...names]);
    const field = (stanza: string, key: string): string => new RegExp(`^${key}: (.+)$`, 'm').exec(stanza)?.[1] ?? '';
    const pins = shown.split('\n\n').map((stanza) => ({ name: field(stanza, 'Package'), version: field(stanza, 'Version'), sha256: field(stanza, 'SHA256') }));
    return names.map((name) => {
      const pin = pins.find((candidate) => candidate.name === name);
      if (!pin) throw new Error(`Debian ${this.#suite} has no package ${name}`);
      return pin;
    });
  }

  /** Names of all packages that installing `names` on an empty system needs, without recommendations. */
  async closureOf(names: readonly string[]): Promise<string[]> {
    const plan = await this.#apt('apt-get', ['install', '--simulate', '--no-install-recommends', '--yes', ...names]);
    return [...plan.matchAll(/^Inst (\S+)/gm)].map((match) => match[1] as string).sort();
  }

  /** Downloads pinned packages, those that are not in the cache in one go. @throws when a version is gone from the mirror or has other bytes. */
  async fetchPinned(pins: readonly PackagePin[]): Promise<DebianFile[]> {
    const pathOf = ({ name, version }: PackagePin): string => join(this.#archives, `${name}_${inFileName(version)}.deb`);
    const missing = pins.filter((pin) => !existsSync(pathOf(pin)));
    if (missing.length > 0) {
      await this.#download(['download', ...missing.map(({ name, version }) => `${name}=${version}`)], async (partial) => {
        for (const file of await readdir(partial)) await rename(join(partial, file), join(this.#archives, file.replace(/_[^_]*\.deb$/, '.deb')));
      });
    }
    return Promise.all(pins.map(async (pin) => ({ ...verified(pin, await sha256Of(pathOf(pin))), path: pathOf(pin) })));
  }

  /** The newest version of a source package. @throws when the release has none of this name. */
  async pinSource(name: string): Promise<PackagePin> {
    const shown = await this.#apt('apt-cache', ['showsrc', '--only-source', name]);
    const version = [...shown.matchAll(/^Version: (\S+)/gm)].at(-1)?.[1];
    const sha256 = [...shown.matchAll(/^ ([0-9a-f]{64}) \d+ \S+\.dsc$/gm)].at(-1)?.[1];
    if (!version || !sha256) throw new Error(`Debian ${this.#suite} has no source package ${name}`);
    return { name, version, sha256 };
  }

  /** Downloads a source package. @throws as {@link fetchPinned} does */
  async fetchSource(pin: PackagePin): Promise<DebianSource> {
    const folder = join(this.#archives, `${pin.name}_${inFileName(pin.version)}.source`);
    if (!existsSync(folder)) {
      await this.#download(['source', '--download-only', `${pin.name}=${pin.version}`], (partial) => rename(partial, folder));
    }
    const [dsc, upstream] = await Promise.all([/\.dsc$/, /\.orig\.tar\.\w+$/].map((suffix) => fileIn(folder, suffix)));
    if (!dsc || !upstream) throw new Error(`${pin.name} ${pin.version} has no upstream archive`);
    return { ...verified(pin, await sha256Of(dsc)), upstream };
  }

  get #archives(): string {
    return join(this.#directory, 'archives');
  }

  async #apt(tool: 'apt-get' | 'apt-cache', args: readonly string[], cwd?: string): Promise<string> {
    await (this.#prepared ??= this.#prepare());
    return run(tool, [...this.#settings, ...args], cwd === undefined ? {} : { cwd });
  }

  /** Fetches the package lists when there are none or they are a week old; one process at a time. */
  async #prepare(): Promise<void> {
    const stamp = join(this.#directory, 'updated');
    const updated = await stat(stamp).catch(() => null);
    if (updated && Date.now() - updated.mtimeMs < listsMaxAgeMs) return;
    await step(`Package lists of Debian ${this.#suite}`, async () => {
      for (const folder of ['lists/partial', 'cache/archives/partial', 'archives']) await mkdir(join(this.#directory, folder), { recursive: true });
      const uri = await mirror();
      await writeFile(join(this.#directory, 'status'), '');
      const lines = ['deb', 'deb-src'].map((kind) => `${kind} [signed-by=${keyring}] ${uri} ${this.#suite} main\n`);
      await writeFile(join(this.#directory, 'sources.list'), lines.join(''));
      await run('flock', [join(this.#directory, 'lock'), 'apt-get', ...this.#settings, 'update']);
      await writeFile(stamp, '');
    });
  }

  /** Runs apt-get in an empty directory; `keep` takes what it left there. */
  async #download(args: readonly string[], keep: (partial: string) => Promise<void>): Promise<void> {
    await mkdir(this.#archives, { recursive: true });
    const partial = await mkdtemp(join(this.#archives, '.partial-'));
    try {
      await this.#apt('apt-get', args, partial);
      await keep(partial);
    } finally {
      await rm(partial, { recursive: true, force: true });
    }
  }
}

/** What the guest and the library images are made of. */
export const guestArchive = new DebianArchive('trixie', 'i386');

/** Unpacks a .deb's files into a directory. */
export async function unpackPackage(file: DebianFile, into: string): Promise<void> {
  await run('dpkg-deb', ['--extract', file.path, into]);
}
