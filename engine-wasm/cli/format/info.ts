/** `docker info`, in the order and the words of the real client. */
import { clientVersion } from '../client-version.ts';
import { binarySize } from './sizes.ts';

export interface Info {
  readonly Containers: number;
  readonly ContainersRunning: number;
  readonly ContainersPaused: number;
  readonly ContainersStopped: number;
  readonly Images: number;
  readonly ServerVersion: string;
  readonly Driver: string;
  readonly DriverStatus?: readonly (readonly [string, string])[] | null;
  readonly LoggingDriver: string;
  readonly CgroupDriver: string;
  readonly CgroupVersion: string;
  readonly Plugins?: Readonly<Record<string, readonly string[] | null>>;
  readonly Swarm?: { readonly LocalNodeState: string };
  readonly Runtimes?: Readonly<Record<string, object>>;
  readonly DefaultRuntime?: string;
  readonly InitBinary?: string;
  readonly ContainerdCommit?: { readonly ID: string };
  readonly RuncCommit?: { readonly ID: string };
  readonly InitCommit?: { readonly ID: string };
  readonly SecurityOptions?: readonly string[] | null;
  readonly KernelVersion: string;
  readonly OperatingSystem: string;
  readonly OSType: string;
  readonly Architecture: string;
  readonly NCPU: number;
  readonly MemTotal: number;
  readonly Name: string;
  readonly ID: string;
  readonly DockerRootDir: string;
  readonly Debug?: boolean;
  readonly Labels?: readonly string[] | null;
  readonly ExperimentalBuild?: boolean;
  readonly RegistryConfig?: { readonly Mirrors?: readonly string[] | null; readonly InsecureRegistryCIDRs?: readonly string[] | null };
  readonly LiveRestoreEnabled?: boolean;
  readonly Warnings?: readonly string[] | null;
}

const optional = (title: string, value: string | undefined): string[] => (value === undefined ? [] : [` ${title}: ${value}`]);
const block = (title: string, lines: readonly string[]): string[] => (lines.length === 0 ? [] : [` ${title}:`, ...lines.map((line) => `  ${line}`)]);

/** `name=seccomp,profile=builtin` is a name with what is known of it below. */
function security(options: readonly string[]): string[] {
  return options.flatMap((option) => {
    const [name = '', ...rest] = option.split(',').map((part) => part.split('=') as [string, string]);
    return [name[1], ...rest.map(([key, value]) => ` ${key === 'profile' ? 'Profile' : key}: ${value}`)] as string[];
  });
}

function counts(info: Info): string[] {
  return [
    ` Containers: ${info.Containers}`,
    `  Running: ${info.ContainersRunning}`,
    `  Paused: ${info.ContainersPaused}`,
    `  Stopped: ${info.ContainersStopped}`,
    ` Images: ${info.Images}`,
    ` Server Version: ${info.ServerVersion}`,
    ` Storage Driver: ${info.Driver}`,
    ...(info.DriverStatus ?? []).map(([name, value]) => `  ${name}: ${value}`),
    ` Logging Driver: ${info.LoggingDriver}`,
    ` Cgroup Driver: ${info.CgroupDriver}`,
    ` Cgroup Version: ${info.CgroupVersion}`,
  ];
}

function parts(info: Info): string[] {
  const plugins = ['Volume', 'Network', 'Log'].map((kind) => `${kind}: ${(info.Plugins?.[kind] ?? []).join(' ')}`);
  const runtimes = info.Runtimes && Object.keys(info.Runtimes).sort().join(' ');
  return [
    ...block('Plugins', plugins),
    ...optional('Swarm', info.Swarm?.LocalNodeState),
    ...optional('Runtimes', runtimes),
    ...optional('Default Runtime', info.DefaultRuntime),
    ...optional('Init Binary', info.InitBinary),
    ...optional('containerd version', info.ContainerdCommit?.ID),
    ...optional('runc version', info.RuncCommit?.ID),
    ...optional('init version', info.InitCommit?.ID),
    ...block('Security Options', security(info.SecurityOptions ?? [])),
  ];
}

function machine(info: Info): string[] {
  return [
    ` Kernel Version: ${info.KernelVersion}`,
    ` Operating System: ${info.OperatingSystem}`,
    ` OSType: ${info.OSType}`,
    ` Architecture: ${info.Architecture}`,
    ` CPUs: ${info.NCPU}`,
    ` Total Memory: ${binarySize(info.MemTotal)}`,
    ` Name: ${info.Name}`,
    ` ID: ${info.ID}`,
    ` Docker Root Dir: ${info.DockerRootDir}`,
    ` Debug Mode: ${String(info.Debug ?? false)}`,
    ...block('Labels', info.Labels ?? []),
    ` Experimental: ${String(info.ExperimentalBuild ?? false)}`,
    ...block('Insecure Registries', info.RegistryConfig?.InsecureRegistryCIDRs ?? []),
    ...block('Registry Mirrors', info.RegistryConfig?.Mirrors ?? []),
    ` Live Restore Enabled: ${String(info.LiveRestoreEnabled ?? false)}`,
  ];
}

export function infoText(info: Info): string {
  const client = `Client: Drydock\n Version:    ${clientVersion}\n Context:    default\n Debug Mode: false\n`;
  return `${client}\nServer:\n${[...counts(info), ...parts(info), ...machine(info)].map((line) => `${line}\n`).join('')}\n`;
}
