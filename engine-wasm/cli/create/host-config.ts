/** What the flags ask of the host, as the API takes it. Flags that few use have their code in modules of their own, which are loaded with them. */
import type { FullHostConfig } from '../../api/create-request.ts';
import type { Sys } from '../../sys/sys.ts';
import { isSet, list, text } from '../command.ts';
import type { FlagValues } from '../flags.ts';
import { pairs } from './pairs.ts';

export function restartPolicy(given: string): { Name: string; MaximumRetryCount: number } {
  const [Name = '', count = '0', more] = given.split(':');
  if (more !== undefined) throw new Error('invalid restart policy format');
  if (given.startsWith(':')) throw new Error('invalid restart policy format: no policy provided before colon');
  if (!/^-?\d+$/.test(count)) throw new Error('invalid restart policy format: maximum retry count must be an integer');
  return { Name, MaximumRetryCount: Number(count) };
}

/** `net_admin` is `CAP_NET_ADMIN`. */
function capability(name: string): string {
  const upper = name.trim().toUpperCase();
  return upper === 'ALL' || upper.startsWith('CAP_') ? upper : `CAP_${upper}`;
}

function logConfig(flags: FlagValues): FullHostConfig {
  const [Type, options] = [text(flags, 'log-driver'), list(flags, 'log-opt')];
  if (Type === 'none' && options.length > 0) throw new Error('invalid logging opts for driver none');
  return Type === '' && options.length === 0 ? {} : { LogConfig: { Type, Config: pairs(options) } };
}

function checkMode(flags: FlagValues, name: string, kind: string, valid: RegExp): void {
  if (!valid.test(text(flags, name))) throw new Error(`--${name}: invalid ${kind} mode`);
}

function tmpfs(mounts: readonly string[]): Record<string, string> {
  return Object.fromEntries(mounts.map((mount) => [mount.split(':', 1)[0] as string, mount.includes(':') ? mount.slice(mount.indexOf(':') + 1) : '']));
}

async function limits(flags: FlagValues): Promise<FullHostConfig> {
  const names = Object.keys(flags);
  if (!names.some((name) => /^(memory|cpu|kernel|shm|pids|oom|blkio|device|ulimit)/.test(name))) return {};
  return (await import('./resources.ts')).resources(flags);
}

async function rare(sys: Sys, flags: FlagValues): Promise<FullHostConfig> {
  const security = list(flags, 'security-opt');
  const mounts = list(flags, 'mount');
  return {
    ...(security.length > 0 && { SecurityOpt: (await import('./files.ts')).securityOptions(sys, security) }),
    ...(mounts.length > 0 && { Mounts: await Promise.all(mounts.map(async (mount) => (await import('./mounts.ts')).parseMount(mount))) }),
    ...logConfig(flags),
    ...(flags['storage-opt'] !== undefined && { StorageOpt: storage(list(flags, 'storage-opt')) }),
    ...(flags['sysctl'] !== undefined && { Sysctls: pairs(list(flags, 'sysctl')) }),
    ...(flags['annotation'] !== undefined && { Annotations: pairs(list(flags, 'annotation')) }),
    ...(flags['gpus'] !== undefined && {
      DeviceRequests: [{ Count: text(flags, 'gpus') === 'all' ? -1 : Number(list(flags, 'gpus')[0]), Capabilities: [['gpu']] }],
    }),
  };
}

function storage(options: readonly string[]): Record<string, string> {
  if (options.some((option) => !option.includes('='))) throw new Error('invalid storage option');
  return pairs(options);
}

/** @throws Error with the real client's texts */
export async function hostConfig(sys: Sys, flags: FlagValues, binds: readonly string[]): Promise<FullHostConfig> {
  checkMode(flags, 'pid', 'PID', /^(|host|container:.+)$/);
  checkMode(flags, 'uts', 'UTS', /^(|host)$/);
  checkMode(flags, 'userns', 'USER', /^(|host)$/);
  checkMode(flags, 'cgroupns', 'CGROUP', /^(|host|private)$/);
  return {
    Binds: binds,
    RestartPolicy: restartPolicy(text(flags, 'restart') || 'no'),
    AutoRemove: isSet(flags, 'rm'),
    CapAdd: list(flags, 'cap-add').map(capability),
    CapDrop: list(flags, 'cap-drop').map(capability),
    CgroupParent: text(flags, 'cgroup-parent'),
    CgroupnsMode: text(flags, 'cgroupns'),
    Dns: list(flags, 'dns'),
    DnsOptions: [...list(flags, 'dns-option'), ...list(flags, 'dns-opt')],
    DnsSearch: list(flags, 'dns-search').filter((domain) => domain !== '.'),
    ExtraHosts: list(flags, 'add-host').map((host) => host.replace(/^([^:=]*)[:=](.*)$/, '$1:$2')),
    GroupAdd: list(flags, 'group-add'),
    IpcMode: text(flags, 'ipc'),
    Isolation: text(flags, 'isolation'),
    Links: list(flags, 'link'),
    PidMode: text(flags, 'pid'),
    Privileged: isSet(flags, 'privileged'),
    PublishAllPorts: isSet(flags, 'publish-all'),
    ReadonlyRootfs: isSet(flags, 'read-only'),
    Runtime: text(flags, 'runtime'),
    Tmpfs: tmpfs(list(flags, 'tmpfs')),
    UTSMode: text(flags, 'uts'),
    UsernsMode: text(flags, 'userns'),
    VolumeDriver: text(flags, 'volume-driver'),
    VolumesFrom: list(flags, 'volumes-from'),
    ...(flags['init'] !== undefined && { Init: isSet(flags, 'init') }),
    ...(await limits(flags)),
    ...(await rare(sys, flags)),
  };
}
