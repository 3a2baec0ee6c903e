import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

interface LockedPackage {
  readonly version?: string;
  readonly integrity?: string;
  readonly resolved?: string;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

const lock = JSON.parse(readFileSync(join(import.meta.dirname, '../package-lock.json'), 'utf8')) as { packages: Record<string, LockedPackage> };
const { '': root, ...packages } = lock.packages;

test('every package has a version and a digest, and no address', () => {
  const incomplete = Object.entries(packages).filter(([, { version, integrity, resolved }]) => !version || !integrity || resolved !== undefined);
  expect(root).toBeDefined();
  expect(incomplete.map(([path]) => path)).toEqual([]);
});

/** `npm ci` refuses a lock without them, also on machines that would not install them. */
test('optional packages of other platforms are locked too', () => {
  const names = Object.values(packages).flatMap(({ optionalDependencies }) => Object.keys(optionalDependencies ?? {}));
  expect(names.filter((name) => !Object.keys(packages).some((path) => path.endsWith(`node_modules/${name}`)))).toEqual([]);
});
