import type { ContainerSummary } from '../../api/containers.ts';
import { directoryOf, isRunning, logOf, overlayOf, stateWord, statusText, type Container } from './container.ts';
import { networkSettings } from '../networks/inspect.ts';
import { portRows } from '../networks/ports.ts';
import type { Engine } from './engine.ts';

function state(container: Container): unknown {
  const { state: s } = container;
  return {
    Status: stateWord(container),
    Running: s.status === 'running' || s.status === 'paused' || s.restarting,
    Paused: s.status === 'paused',
    Restarting: s.restarting,
    OOMKilled: s.oomKilled,
    Dead: false,
    Pid: s.pid,
    ExitCode: s.exitCode,
    Error: s.error,
    StartedAt: s.startedAt,
    FinishedAt: s.finishedAt,
    ...(s.health && { Health: s.health }),
  };
}

function mounts({ mounts: points }: Container): unknown {
  return points
    .filter(({ type, isListed }) => type !== 'tmpfs' || isListed)
    .map(({ type, name, source, destination, readOnly, mode }) => ({
      Type: type,
      ...(type === 'volume' ? { Name: name } : {}),
      Source: source,
      Destination: destination,
      ...(type === 'volume' ? { Driver: 'local' } : {}),
      Mode: mode,
      RW: !readOnly,
      Propagation: type === 'bind' ? 'rprivate' : '',
    }));
}

/** `GET /containers/{id}/json` */
export function inspectContainer(engine: Engine, container: Container): unknown {
  const overlay = overlayOf(container);
  const { config, host, argv } = container;
  return {
    Id: container.id,
    Created: container.created,
    Path: argv[0],
    Args: argv.slice(1),
    State: state(container),
    Image: container.imageId,
    ResolvConfPath: `${directoryOf(container)}/resolv.conf`,
    HostnamePath: `${directoryOf(container)}/hostname`,
    HostsPath: `${directoryOf(container)}/hosts`,
    LogPath: logOf(container),
    Name: `/${container.name}`,
    RestartCount: container.restartCount,
    Driver: 'overlay2',
    Platform: 'linux',
    ExecIDs: null,
    HostConfig: { LogConfig: { Type: 'json-file', Config: {} }, PortBindings: {}, RestartPolicy: { Name: 'no', MaximumRetryCount: 0 }, ...host },
    GraphDriver: {
      Name: 'overlay2',
      Data: { LowerDir: container.lowerDirs.join(':'), MergedDir: `${overlay}/merged`, UpperDir: `${overlay}/diff`, WorkDir: `${overlay}/work` },
    },
    Mounts: mounts(container),
    Config: { AttachStdin: false, AttachStdout: false, AttachStderr: false, Tty: false, OpenStdin: false, StdinOnce: false, ...config },
    NetworkSettings: networkSettings(engine, container),
  };
}

/** As `ps` shows it: arguments with a space are quoted, the program is not. */
function commandLine([program = '', ...args]: readonly string[]): string {
  return [program, ...args.map((arg) => (arg.includes(' ') ? `'${arg}'` : arg))].join(' ');
}

/** One row of `GET /containers/json`. */
export function summarise(engine: Engine, container: Container): ContainerSummary & Record<string, unknown> {
  return {
    Id: container.id,
    Names: [`/${container.name}`],
    Image: container.config.Image ?? '',
    ImageID: container.imageId,
    Command: commandLine(container.argv),
    Created: Math.floor(Date.parse(container.created) / 1000),
    Ports: portRows(isRunning(container) ? Object.keys(container.config.ExposedPorts ?? {}) : [], container.published),
    Labels: container.config.Labels ?? {},
    State: stateWord(container),
    Status: statusText(container, engine.sys.clock.now()),
    HostConfig: { NetworkMode: container.host.NetworkMode },
    NetworkSettings: { Networks: networkSettings(engine, container)['Networks'] },
    Mounts: mounts(container),
  };
}
