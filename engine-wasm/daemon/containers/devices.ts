/** `--device` and what `--privileged` brings: nodes of the machine's /dev. */
import type { DeviceMapping } from '../../api/containers.ts';
import { S_IFBLK, S_IFCHR, S_IFDIR, S_IFMT } from '../../sys/constants.ts';
import type { Stat, Sys, SysError } from '../../sys/sys.ts';
import { badRequest, DaemonError } from '../errors.ts';
import { parseDeviceRule, type DeviceNode } from '../runtime/devices.ts';
import type { Container } from './container.ts';

const texts: Readonly<Record<string, string>> = { ENOENT: 'no such file or directory', ENOTDIR: 'not a directory' };

/** @throws DaemonError bad-request with Docker's text */
export function checkDeviceRules(rules: readonly string[]): void {
  const wrong = rules.find((text) => parseDeviceRule(text) === null);
  if (wrong !== undefined) throw badRequest(`invalid device cgroup rule format: '${wrong}'`);
}

function nodeOf({ mode, major, minor }: Stat, path: string, access: string): DeviceNode | null {
  const kind = mode & S_IFMT;
  if (kind !== S_IFCHR && kind !== S_IFBLK) return null;
  return { path, type: kind === S_IFCHR ? 'c' : 'b', major, minor, mode: mode & 0o777, access };
}

/** A directory stands for all devices in it. */
function requested(sys: Sys, { PathOnHost, PathInContainer, CgroupPermissions }: DeviceMapping): readonly DeviceNode[] {
  const gathering = (reason: string): DaemonError =>
    new DaemonError('internal', `error gathering device information while adding custom device "${PathOnHost}": ${reason}`);
  try {
    const isDirectory = (sys.files.stat(PathOnHost).mode & S_IFMT) === S_IFDIR;
    const names = isDirectory ? sys.files.readDir(PathOnHost).map((name) => `/${name}`) : [''];
    const nodes = names.map((name) => nodeOf(sys.files.stat(PathOnHost + name), (PathInContainer || PathOnHost) + name, CgroupPermissions || 'rwm'));
    const found = nodes.filter((node) => node !== null);
    if (found.length === 0) throw gathering('not a device node');
    return found;
  } catch (error) {
    if (error instanceof DaemonError) throw error;
    throw gathering(texts[(error as SysError).code] ?? (error as Error).message);
  }
}

/** What every container has anyway. */
const usual = new Set(['null', 'zero', 'full', 'random', 'urandom', 'tty', 'ptmx', 'console']);

function all(sys: Sys): readonly DeviceNode[] {
  return sys.files
    .readDir('/dev')
    .filter((name) => !usual.has(name))
    .flatMap((name) => nodeOf(sys.files.lstat(`/dev/${name}`), `/dev/${name}`, 'rwm') ?? []);
}

/** @throws DaemonError with Docker's texts */
export function devicesOf(sys: Sys, { host }: Container): readonly DeviceNode[] {
  if (host.Privileged) return all(sys);
  return (host.Devices ?? []).flatMap((mapping) => requested(sys, mapping));
}
