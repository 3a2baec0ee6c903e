import type { DebianFile } from '../../../scripts/lib/apt.ts';

/** The upstream part of a package's version: `5:8.0.2-3+deb13u2` is `8.0.2` (Debian Policy, 5.6.12). @throws when it is not among them */
export function upstreamVersion(packages: readonly DebianFile[], name: string): string {
  const version = packages.find((file) => file.name === name)?.version;
  if (version === undefined) throw new Error(`no package ${name}`);
  return version
    .replace(/^\d+:/, '')
    .replace(/-[^-]*$/, '')
    .replace(/[+~].*$/, '');
}
