/** What must be true before any TypeScript of ours can run: Node's version, Debian packages, npm packages. Plain Node, no dependency. */
import { spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..', '..');

function run(command, args, env = {}) {
  const { status, error } = spawnSync(command, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'], env: { ...process.env, ...env } });
  if (error) throw error;
  return status === 0;
}

function fail(text) {
  console.error(text);
  process.exit(1);
}

function missingOf(packages) {
  const { stdout, error } = spawnSync('dpkg-query', ['--show', '--showformat', '${Package} ${db:Status-Status}\n', ...packages], { encoding: 'utf8' });
  if (error) fail('Drydock builds its guest from Debian packages: this needs a Debian machine (dpkg-query was not found).');
  const installed = new Set(
    stdout
      .split('\n')
      .filter((line) => line.endsWith(' installed'))
      .map((line) => line.split(' ')[0]),
  );
  return packages.filter((name) => !installed.has(name));
}

function installDebianPackages(packages) {
  const missing = missingOf(packages);
  if (missing.length === 0) return;
  const line = `apt-get update && apt-get install -y --no-install-recommends ${missing.join(' ')}`;
  if (process.getuid() !== 0) fail(`Some Debian packages are missing. Run this as root, then try again:\n\n  ${line}\n`);
  console.log(`Installing ${missing.length} Debian packages: ${missing.join(' ')}`);
  const quiet = { DEBIAN_FRONTEND: 'noninteractive' };
  const done = run('apt-get', ['update', '-qq'], quiet) && run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...missing], quiet);
  if (!done) fail('apt-get could not install them; its message is above.');
}

function installNpmPackages() {
  const stamp = join(root, 'node_modules', '.package-lock.json');
  const lock = join(root, 'package-lock.json');
  if (existsSync(stamp) && statSync(stamp).mtimeMs >= statSync(lock).mtimeMs) return;
  console.log('Installing npm packages');
  if (!run('npm', ['ci'])) fail('npm ci failed; its message is above.');
}

/** Installs what is missing, or says what to do and ends the process. */
export function prepare(debianPackages) {
  if (Number(process.versions.node.split('.')[0]) < 20) fail(`Drydock needs Node 20 or newer; this is ${process.versions.node}.`);
  installDebianPackages(debianPackages);
  installNpmPackages();
}

/** Runs one of our TypeScript programs, and ends this process with its exit code when it fails. */
export function runTypeScript(file, ...args) {
  const { status } = spawnSync(process.execPath, ['--import', 'tsx', join(root, file), ...args], { cwd: root, stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}
