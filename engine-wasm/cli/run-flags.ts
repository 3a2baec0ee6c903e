/** The flags of `run` and `create`, and what they come to in the API. */
import type { CreateRequest, HostConfig } from '../api/containers.ts';
import { isSet, list, text } from './command.ts';
import { UsageError, type Flag, type FlagValues } from './flags.ts';

const flag = (long: string, kind: Flag['kind'], help: string, short?: string): Flag =>
  short === undefined ? { long, kind, help } : { long, kind, help, short };

export const createFlags: readonly Flag[] = [
  flag('add-host', 'list', 'Add a custom host-to-IP mapping (host:ip)'),
  flag('attach', 'list', 'Attach to STDIN, STDOUT or STDERR', 'a'),
  flag('cap-add', 'list', 'Add Linux capabilities'),
  flag('cap-drop', 'list', 'Drop Linux capabilities'),
  flag('cpu-shares', 'string', 'CPU shares (relative weight)', 'c'),
  flag('cpus', 'string', 'Number of CPUs'),
  flag('dns', 'list', 'Set custom DNS servers'),
  flag('domainname', 'string', 'Container NIS domain name'),
  flag('entrypoint', 'string', 'Overwrite the default ENTRYPOINT of the image'),
  flag('env', 'list', 'Set environment variables', 'e'),
  flag('group-add', 'list', 'Add additional groups to join'),
  flag('hostname', 'string', 'Container host name', 'h'),
  flag('init', 'bool', 'Run an init inside the container that forwards signals and reaps processes'),
  flag('interactive', 'bool', 'Keep STDIN open even if not attached', 'i'),
  flag('ipc', 'string', 'IPC mode to use'),
  flag('label', 'list', 'Set meta data on a container', 'l'),
  flag('memory', 'string', 'Memory limit', 'm'),
  flag('name', 'string', 'Assign a name to the container'),
  flag('network', 'string', 'Connect a container to a network'),
  flag('net', 'string', 'Connect a container to a network'),
  flag('pid', 'string', 'PID namespace to use'),
  flag('pids-limit', 'string', 'Tune container pids limit (set -1 for unlimited)'),
  flag('privileged', 'bool', 'Give extended privileges to this container'),
  flag('pull', 'string', 'Pull image before running ("always", "missing", "never")'),
  flag('read-only', 'bool', "Mount the container's root filesystem as read only"),
  flag('restart', 'string', 'Restart policy to apply when a container exits'),
  flag('rm', 'bool', 'Automatically remove the container and its associated anonymous volumes when it exits'),
  flag('security-opt', 'list', 'Security Options'),
  flag('shm-size', 'string', 'Size of /dev/shm'),
  flag('stop-signal', 'string', 'Signal to stop the container'),
  flag('stop-timeout', 'string', 'Timeout (in seconds) to stop a container'),
  flag('tmpfs', 'list', 'Mount a tmpfs directory'),
  flag('tty', 'bool', 'Allocate a pseudo-TTY', 't'),
  flag('ulimit', 'list', 'Ulimit options'),
  flag('user', 'string', 'Username or UID (format: <name|uid>[:<group|gid>])', 'u'),
  flag('uts', 'string', 'UTS namespace to use'),
  flag('volume', 'list', 'Bind mount a volume', 'v'),
  flag('workdir', 'string', 'Working directory inside the container', 'w'),
];

/** `16m`, `1g`, plain bytes. @throws UsageError */
function parseBytes(name: string, given: string): number {
  const match = /^(\d+(?:\.\d+)?)\s*([kmgt]?)(?:i?b)?$/i.exec(given);
  if (!match) throw new UsageError(`invalid argument "${given}" for "${name}" flag: invalid size: '${given}'`);
  return Math.floor(Number(match[1]) * 1024 ** ' kmgt'.indexOf((match[2] as string).toLowerCase() || ' '));
}

/** `0.5`, `2`, `1/2`: thousand millionths of a processor. @throws UsageError */
function parseCpus(given: string): number {
  const match = /^(\d*\.?\d+)(?:\/(\d+))?$/.exec(given);
  if (!match) throw new UsageError(`invalid argument "${given}" for "--cpus" flag: failed to parse ${given} as a rational number`);
  return Math.round((Number(match[1]) / Number(match[2] ?? 1)) * 1e9);
}

function pairs(lines: readonly string[], env: Readonly<Record<string, string>> | null): [string, string][] {
  return lines.flatMap((line): [string, string][] => {
    const equals = line.indexOf('=');
    if (equals >= 0) return [[line.slice(0, equals), line.slice(equals + 1)]];
    if (env === null) return [[line, '']];
    const inherited = env[line];
    return inherited === undefined ? [] : [[line, inherited]];
  });
}

function parseUlimit(given: string): { Name: string; Soft: number; Hard: number } {
  const [Name = '', limits = ''] = given.split('=');
  const [soft = '', hard = soft] = limits.split(':');
  return { Name, Soft: Number(soft), Hard: Number(hard) };
}

function restartPolicy(given: string): { Name: string; MaximumRetryCount: number } {
  const [Name = '', count = '0'] = given.split(':');
  return { Name, MaximumRetryCount: Number(count) };
}

function hostConfig(flags: FlagValues): HostConfig {
  const cpus = text(flags, 'cpus');
  const memory = text(flags, 'memory');
  const shm = text(flags, 'shm-size');
  const tooMany = list(flags, 'volume').find((volume) => volume.split(':').length > 3);
  if (tooMany !== undefined) throw new UsageError(`invalid spec: ${tooMany}: too many colons`);
  return {
    Binds: list(flags, 'volume').filter((volume) => volume.includes(':')),
    NetworkMode: text(flags, 'network') || text(flags, 'net') || 'default',
    RestartPolicy: restartPolicy(text(flags, 'restart') || 'no'),
    AutoRemove: isSet(flags, 'rm'),
    CapAdd: list(flags, 'cap-add'),
    CapDrop: list(flags, 'cap-drop'),
    Privileged: isSet(flags, 'privileged'),
    PidMode: text(flags, 'pid'),
    IpcMode: text(flags, 'ipc'),
    UTSMode: text(flags, 'uts'),
    ReadonlyRootfs: isSet(flags, 'read-only'),
    SecurityOpt: list(flags, 'security-opt'),
    Tmpfs: Object.fromEntries(
      list(flags, 'tmpfs').map((mount) => [mount.split(':', 1)[0] as string, mount.includes(':') ? mount.slice(mount.indexOf(':') + 1) : '']),
    ),
    ShmSize: shm === '' ? 0 : parseBytes('--shm-size', shm),
    Init: isSet(flags, 'init'),
    Memory: memory === '' ? 0 : parseBytes('-m, --memory', memory),
    NanoCpus: cpus === '' ? 0 : parseCpus(cpus),
    CpuShares: Number(text(flags, 'cpu-shares') || 0),
    PidsLimit: Number(text(flags, 'pids-limit') || 0),
    Ulimits: list(flags, 'ulimit').map(parseUlimit),
    Dns: list(flags, 'dns'),
    ExtraHosts: list(flags, 'add-host'),
    GroupAdd: list(flags, 'group-add'),
  };
}

/** @throws UsageError with the real CLI's texts */
export function createRequest(flags: FlagValues, [image = '', ...command]: readonly string[], env: Readonly<Record<string, string>>): CreateRequest {
  if (isSet(flags, 'rm') && !['', 'no'].includes(text(flags, 'restart'))) throw new UsageError('conflicting options: cannot specify both --restart and --rm');
  const attached = list(flags, 'attach');
  const detached = isSet(flags, 'detach');
  const stdin = isSet(flags, 'interactive');
  const timeout = text(flags, 'stop-timeout');
  const output = (name: string): boolean => !detached && (attached.length === 0 || attached.some((given) => given.toLowerCase() === name));
  return {
    Hostname: text(flags, 'hostname'),
    Domainname: text(flags, 'domainname'),
    User: text(flags, 'user'),
    AttachStdin: stdin && !detached,
    AttachStdout: output('stdout'),
    AttachStderr: output('stderr'),
    Tty: isSet(flags, 'tty'),
    OpenStdin: stdin,
    StdinOnce: stdin && !detached,
    Env: pairs(list(flags, 'env'), env).map(([name, value]) => `${name}=${value}`),
    Cmd: command.length > 0 ? command : null,
    Image: image,
    Volumes: Object.fromEntries(
      list(flags, 'volume')
        .filter((volume) => !volume.includes(':'))
        .map((volume) => [volume, {}]),
    ),
    WorkingDir: text(flags, 'workdir'),
    Entrypoint: flags['entrypoint'] === undefined ? null : [text(flags, 'entrypoint')],
    Labels: Object.fromEntries(pairs(list(flags, 'label'), null)),
    StopSignal: text(flags, 'stop-signal'),
    ...(timeout === '' ? {} : { StopTimeout: Number(timeout) }),
    HostConfig: hostConfig(flags),
  };
}
