/** The request that `run` and `create` send. */
import type { FullCreateRequest } from '../../api/create-request.ts';
import type { Sys } from '../../sys/sys.ts';
import { isSet, list, text } from '../command.ts';
import type { FlagValues } from '../flags.ts';
import { hostConfig } from './host-config.ts';
import { environment, labels } from './pairs.ts';

interface Attached {
  readonly AttachStdin: boolean;
  readonly AttachStdout: boolean;
  readonly AttachStderr: boolean;
}

/** Without `-a` output is attached, and input with `-i`; with `-d` nothing is. */
function attached(flags: FlagValues): Attached {
  const given = list(flags, 'attach').map((name) => name.toLowerCase());
  const isOn = !isSet(flags, 'detach');
  const has = (name: string): boolean => isOn && (given.length === 0 || given.includes(name));
  const AttachStdin = isOn && (given.includes('stdin') || (isSet(flags, 'interactive') && given.length === 0));
  return { AttachStdin, AttachStdout: has('stdout'), AttachStderr: has('stderr') };
}

async function volumes(given: readonly string[]): Promise<{ readonly binds: readonly string[]; readonly anonymous: readonly string[] }> {
  return given.length === 0 ? { binds: [], anonymous: [] } : (await import('./mounts.ts')).splitVolumes(given);
}

async function ports(flags: FlagValues): Promise<{ readonly config: object; readonly host: object }> {
  const [published, exposed] = [list(flags, 'publish'), list(flags, 'expose')];
  if (published.length + exposed.length === 0) return { config: {}, host: {} };
  const parsed = (await import('./ports.ts')).portsOf(published, exposed);
  return { config: { ExposedPorts: parsed.exposed }, host: { PortBindings: parsed.bindings } };
}

async function health(flags: FlagValues): Promise<object> {
  if (!Object.keys(flags).some((name) => name.startsWith('health-') || name === 'no-healthcheck')) return {};
  const Healthcheck = (await import('./health.ts')).healthOf(flags);
  return { Healthcheck };
}

const networkFlags = /^(net|network|net-alias|network-alias|ip|ip6|link|link-local-ip|mac-address)$/;

async function networks(flags: FlagValues): Promise<{ readonly mode: string; readonly endpoints: FullCreateRequest['NetworkingConfig']['EndpointsConfig'] }> {
  if (!Object.keys(flags).some((name) => networkFlags.test(name))) return { mode: 'default', endpoints: { default: {} } };
  return (await import('./networks.ts')).networksOf(flags);
}

/** @throws Error with the real client's texts */
export async function createRequest(sys: Sys, flags: FlagValues, [image = '', ...command]: readonly string[]): Promise<FullCreateRequest> {
  const stdin = isSet(flags, 'interactive');
  const timeout = text(flags, 'stop-timeout');
  const { binds, anonymous } = await volumes(list(flags, 'volume'));
  const { config, host } = await ports(flags);
  const { mode, endpoints } = await networks(flags);
  const HostConfig = { ...(await hostConfig(sys, flags, binds)), ...host, NetworkMode: mode };
  if (isSet(flags, 'rm') && !['', 'no'].includes(text(flags, 'restart'))) throw new Error('conflicting options: cannot specify both --restart and --rm');
  const streams = attached(flags);
  return {
    Hostname: text(flags, 'hostname'),
    Domainname: text(flags, 'domainname'),
    User: text(flags, 'user'),
    ...streams,
    Tty: isSet(flags, 'tty'),
    OpenStdin: stdin,
    StdinOnce: stdin && streams.AttachStdin,
    Env: await environment(sys, flags),
    Cmd: command.length > 0 ? command : null,
    Image: image,
    Volumes: Object.fromEntries(anonymous.map((path) => [path, {}])),
    WorkingDir: text(flags, 'workdir'),
    Entrypoint: flags['entrypoint'] === undefined ? null : [text(flags, 'entrypoint')],
    Labels: await labels(sys, flags),
    StopSignal: text(flags, 'stop-signal'),
    ...(timeout !== '' && { StopTimeout: Number(timeout) }),
    ...config,
    ...(await health(flags)),
    HostConfig,
    NetworkingConfig: { EndpointsConfig: endpoints },
  };
}
