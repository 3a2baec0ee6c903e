import type { ContainerConfig, CreateRequest, HostConfig } from '../../api/containers.ts';
import { badRequest, notFound } from '../errors.ts';
import { checkCapabilities } from '../runtime/capabilities.ts';
import { checkLimits, limitWarnings } from '../runtime/limits.ts';
import { parseSecurityOptions } from '../runtime/security-options.ts';
import { connectionsOf } from '../networks/connection.ts';
import { checkPortBindings } from '../networks/ports.ts';
import { mountsFor } from '../volumes/mounts.ts';
import type { Engine, ImageForContainer } from './engine.ts';
import { checkHealthcheck, mergeHealthcheck } from './health/config.ts';
import { directoryOf, overlayOf, zeroTime, type Container } from './container.ts';
import { checkDeviceRules } from './devices.ts';
import { checkJoins } from './joins.ts';
import { checkLogConfig } from './log-config.ts';
import { initLayer } from './init-layer.ts';
import { checkName, generateName } from './names.ts';
import { checkRestartPolicy } from './restart-policy.ts';

const defaultPath = 'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** The image's environment with the request's on top; the same name wins by coming later. */
function mergeEnv(image: readonly string[], given: readonly string[]): readonly string[] {
  const named = new Set(given.map((line) => line.split('=', 1)[0]));
  return [...given, ...image.filter((line) => !named.has(line.split('=', 1)[0]))];
}

/** moby's runconfig merge: what the request leaves open, the image decides. An entrypoint of one's own drops the image's command. */
function mergeConfig(request: ContainerConfig, image: ContainerConfig, id: string): ContainerConfig {
  const ownEntrypoint = request.Entrypoint != null && request.Entrypoint.length > 0;
  const entrypoint = ownEntrypoint ? (request.Entrypoint[0] === '' ? null : request.Entrypoint) : (image.Entrypoint ?? null);
  const command = request.Cmd?.length ? request.Cmd : ownEntrypoint ? null : (image.Cmd ?? null);
  return {
    ...request,
    Hostname: request.Hostname || id.slice(0, 12),
    Domainname: request.Domainname ?? '',
    User: request.User || (image.User ?? ''),
    Env: mergeEnv(image.Env ?? [], request.Env ?? []),
    Cmd: command,
    Entrypoint: entrypoint,
    WorkingDir: request.WorkingDir || (image.WorkingDir ?? ''),
    Labels: { ...image.Labels, ...request.Labels },
    Volumes: { ...image.Volumes, ...request.Volumes },
    ...withHealthcheck(request, image),
    ...(request.StopSignal || image.StopSignal ? { StopSignal: request.StopSignal || (image.StopSignal as string) } : {}),
  };
}

/** @throws DaemonError bad-request with Docker's texts */
function checkModes({ PidMode = '', IpcMode = '', UTSMode = '', CgroupnsMode = '', UsernsMode = '' }: HostConfig): void {
  const isContainer = (mode: string): boolean => /^container:.+$/.test(mode);
  if (!['', 'host', 'none', 'private', 'shareable'].includes(IpcMode) && !isContainer(IpcMode)) throw badRequest(`invalid IPC mode: ${IpcMode}`);
  if (!['', 'host'].includes(PidMode) && !isContainer(PidMode)) throw badRequest(`invalid PID mode: ${PidMode}`);
  if (!['', 'host'].includes(UTSMode)) throw badRequest(`invalid UTS mode: ${UTSMode}`);
  if (!['', 'host', 'private'].includes(CgroupnsMode)) throw badRequest(`invalid CGROUP mode: ${CgroupnsMode}`);
  if (!['', 'host'].includes(UsernsMode)) throw badRequest(`invalid userns mode: ${UsernsMode}`);
}

function withHealthcheck(request: ContainerConfig, image: ContainerConfig): Pick<ContainerConfig, 'Healthcheck'> {
  const merged = mergeHealthcheck(request.Healthcheck, image.Healthcheck);
  return merged ? { Healthcheck: merged } : {};
}

function checkHost(engine: Engine, host: HostConfig): void {
  checkLimits(host);
  checkCapabilities('CapAdd', host.CapAdd ?? []);
  checkCapabilities('CapDrop', host.CapDrop ?? []);
  parseSecurityOptions(host.SecurityOpt ?? []);
  checkRestartPolicy(host.RestartPolicy);
  const policy = host.RestartPolicy?.Name ?? '';
  if (host.AutoRemove && policy !== '' && policy !== 'no') throw badRequest("can't create 'AutoRemove' container with restart policy");
  checkPortBindings(host.PortBindings ?? {});
  checkModes(host);
  checkDeviceRules(host.DeviceCgroupRules ?? []);
  checkLogConfig(host);
  checkJoins(engine, host);
}

/** The environment of a container's processes, in Docker's order. */
export function environmentOf({ config }: Container, home: string): readonly string[] {
  const given = config.Env ?? [];
  const has = (name: string): boolean => given.some((line) => line.startsWith(`${name}=`));
  return [
    ...(has('PATH') ? [] : [defaultPath]),
    `HOSTNAME=${config.Hostname ?? ''}`,
    ...(config.Tty && !has('TERM') ? ['TERM=xterm'] : []),
    ...given,
    ...(has('HOME') ? [] : [`HOME=${home}`]),
  ];
}

/** Its networks are kept apart from the container's configuration. */
function withoutNetworking({ NetworkingConfig, ...rest }: CreateRequest): CreateRequest {
  return NetworkingConfig === undefined ? rest : { ...rest };
}

function warningsFor({ host, published }: Container): readonly string[] {
  const discarded = host.NetworkMode === 'host' && Object.keys(host.PortBindings ?? {}).length > 0 && published.length === 0;
  return [...limitWarnings(host), ...(discarded ? ['Published ports are discarded when using host network mode'] : [])];
}

/** @throws DaemonError with Docker's texts; nothing is left behind. */
export function createContainer(engine: Engine, request: CreateRequest, wantedName: string): { container: Container; warnings: readonly string[] } {
  const { HostConfig: host = {}, Image: name, Cmd: command, Hostname: hostname, WorkingDir: workingDir } = request;
  if (name === undefined && !command) throw badRequest('config cannot be empty in order to create a container');
  if (wantedName !== '') checkName(wantedName);
  checkHealthcheck(request.Healthcheck);
  checkHost(engine, host);
  if (host.UTSMode === 'host' && hostname) throw badRequest('conflicting options: hostname and the UTS mode');
  if (/^[^/]/.test(workingDir ?? '')) throw badRequest(`the working directory '${workingDir as string}' is invalid, it needs to be an absolute path`);
  if (!name) throw notFound('No such image: ');
  const image = engine.images.resolve(name);
  if (wantedName !== '') engine.containers.checkNameIsFree(wantedName);
  const container = createFrom(engine, image, request, wantedName);
  return { container, warnings: warningsFor(container) };
}

/** A container of an image, or of none at all (`FROM scratch`); the request has been checked. @throws DaemonError */
export function createFrom(engine: Engine, image: ImageForContainer, request: CreateRequest, wantedName: string): Container {
  const { sys, containers, networks, volumes, events, trace } = engine;
  const { HostConfig: host = {}, ...config } = withoutNetworking(request);
  const id = sys.hashing.randomHex(32);
  const merged = mergeConfig(config, image.config, id);
  const argv = [...(merged.Entrypoint ?? []), ...(merged.Cmd ?? [])];
  if (argv.length === 0) throw badRequest('no command specified');
  const mode = !host.NetworkMode || host.NetworkMode === 'default' ? 'bridge' : host.NetworkMode;
  const random = (below: number): number => parseInt(sys.hashing.randomHex(4), 16) % below;
  const container: Container = {
    id,
    name: wantedName || generateName((name) => containers.byName(name) !== undefined, random),
    created: sys.clock.timestamp(),
    config: merged,
    host: { ...host, NetworkMode: mode, LogConfig: { Type: host.LogConfig?.Type || 'json-file', Config: host.LogConfig?.Config ?? {} } },
    imageId: image.id,
    argv,
    lowerDirs: [...image.lowerDirs, initLayer(sys)],
    mounts: mountsFor({ volumes, files: sys.files, mountsOf: (name) => containers.find(name).mounts }, host, Object.keys(merged.Volumes ?? {})),
    connections: connectionsOf(networks, mode, request),
    published: [],
    restartCount: 0,
    stoppedByUser: false,
    state: { status: 'created', restarting: false, pid: 0, exitCode: 0, error: '', oomKilled: false, startedAt: zeroTime, finishedAt: zeroTime },
  };
  try {
    for (const part of ['diff', 'work', 'merged']) sys.files.mkdirAll(`${overlayOf(container)}/${part}`);
    sys.files.mkdirAll(directoryOf(container), 0o710);
    containers.add(container);
  } catch (error) {
    for (const directory of [overlayOf(container), directoryOf(container)]) sys.files.removeAll(directory);
    throw error;
  }
  events.emit('container', 'create', id, engine.attributesOf(container));
  trace.emit({ kind: 'process', container: id, state: 'created', pid: 0, name: container.name, image: config.Image ?? '' });
  return container;
}
