/** `third-party.txt` of the built page: what is in it besides our own code, and under which terms. THIRD-PARTY.md, with its lists and licences filled in. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Plugin } from 'vite';

const root = join(import.meta.dirname, '../..');
/** Of what is compiled into the engine or into an npm package; the text does not come with it, and has to be there. */
const licences = join(import.meta.dirname, 'licences');
const commonLicenses = '/usr/share/common-licenses';
const copyleft = ['GPL-2', 'GPL-3', 'LGPL-2.1', 'LGPL-3'];

type Lock = Readonly<Record<string, readonly { readonly name: string; readonly version: string }[]>>;

function readLock(path: string): Lock {
  return JSON.parse(readFileSync(join(root, path), 'utf8')) as Lock;
}

function section(title: string, text: string): string {
  return `\n\n${'='.repeat(80)}\n${title}\n${'='.repeat(80)}\n\n${text.trim()}\n`;
}

function debianPackages(of: string, lock: Lock): string {
  return Object.entries(lock)
    .filter(([, packages]) => packages.length > 0)
    .map(([part, packages]) => section(`Debian packages in ${of} ${part}`, packages.map(({ name, version }) => `${name} ${version}`).join('\n')))
    .join('');
}

/** The licence of an npm package, with its text: these licences ask for that. @throws when a package has none. */
function npmPackage(name: string): string {
  const folder = join(root, 'node_modules', name);
  const { version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string; license: string };
  const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
  if (!file) throw new Error(`${name} ${version} comes without the text of its licence`);
  return section(`${name} ${version} (${license})`, readFileSync(join(folder, file), 'utf8'));
}

/** The npm package that a module belongs to; `null` for our own. */
export function packageOf(module: string): string | null {
  return /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(module)?.[1] ?? null;
}

export function thirdPartyText(npmPackages: readonly string[]): string {
  return [
    readFileSync(join(root, 'THIRD-PARTY.md'), 'utf8'),
    debianPackages('the guest:', readLock('images/guest/lock.json')),
    debianPackages('the image', readLock('images/library/lock.json')),
    debianPackages('the source of', readLock('images/packages/lock.json')),
    ...npmPackages.map(npmPackage),
    ...readdirSync(licences).map((file) => section(`Licence of ${basename(file, '.txt')}`, readFileSync(join(licences, file), 'utf8'))),
    ...copyleft
      .map((name) => ({ name, path: join(commonLicenses, name) }))
      .filter(({ path }) => existsSync(path))
      .map(({ name, path }) => section(name, readFileSync(path, 'utf8'))),
  ].join('');
}

export interface ThirdParty {
  /** Sees which packages the modules of a bundle come from; also for the worker's bundle. */
  readonly collect: () => Plugin;
  /** Writes the file. */
  readonly write: Plugin;
}

export function thirdParty(): ThirdParty {
  const used = new Set<string>();
  return {
    collect: () => ({
      name: 'third-party-collect',
      apply: 'build',
      generateBundle(_, bundle) {
        const modules = Object.values(bundle).flatMap((output) => (output.type === 'chunk' ? Object.keys(output.modules) : []));
        for (const module of modules) {
          const name = packageOf(module);
          if (name) used.add(name);
        }
      },
    }),
    write: {
      name: 'third-party-write',
      apply: 'build',
      enforce: 'post',
      generateBundle() {
        this.emitFile({ type: 'asset', fileName: 'third-party.txt', source: thirdPartyText([...used].sort()) });
      },
    },
  };
}
