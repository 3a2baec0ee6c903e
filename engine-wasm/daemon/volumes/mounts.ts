/** What a container's `-v`, `--mount`, `--tmpfs`, `--volumes-from` and its image's volumes come down to. */
import type { HostConfig } from '../../api/containers.ts';
import type { MountRequest } from '../../api/volumes.ts';
import type { Files } from '../../sys/sys.ts';
import { badRequest } from '../errors.ts';
import type { MountPoint } from '../runtime/rootfs-steps.ts';
import { checkMode, destinationFault, parseBind } from './bind.ts';
import type { Volumes } from './volumes.ts';

export interface MountSources {
  readonly volumes: Volumes;
  readonly files: Files;
  /** The mounts of another container. @throws DaemonError not-found */
  mountsOf(container: string): readonly MountPoint[];
}

const tmpfsWords = ['ro', 'rw', 'suid', 'nosuid', 'dev', 'nodev', 'exec', 'noexec', 'sync', 'async', 'atime', 'noatime', 'relatime', 'strictatime'];
const tmpfsKeys = ['size', 'mode', 'uid', 'gid', 'nr_inodes', 'nr_blocks', 'mpol'];

const plain = { name: '', source: '', readOnly: false, options: '', mode: '' } as const;

function volumePoint(
  volumes: Volumes,
  name: string,
  labels: Readonly<Record<string, string>> | null = null,
): Pick<MountPoint, 'type' | 'name' | 'source' | 'isAnonymous'> {
  const volume = name === '' ? volumes.createAnonymous(labels) : volumes.create(name, labels);
  return { type: 'volume', name: volume.Name, source: volume.Mountpoint, ...(name === '' && { isAnonymous: true }) };
}

function fromBind({ volumes, files }: MountSources, text: string): MountPoint {
  const { kind, source, destination, mode, readOnly, copyUp } = parseBind(text);
  if (kind !== 'bind') return { ...plain, ...volumePoint(volumes, source), destination, readOnly, copyUp, mode: mode || 'z' };
  if (!files.exists(source)) files.mkdirAll(source);
  return { ...plain, type: 'bind', source, destination, readOnly, mode };
}

function checkTmpfsOptions(options: string): void {
  for (const option of options.split(',')) {
    const known = option === '' || tmpfsWords.includes(option) || (option.includes('=') && tmpfsKeys.includes(option.split('=', 1)[0] as string));
    if (!known) throw badRequest(`invalid tmpfs option "${option.split('=', 1)[0] as string}"`);
  }
}

function fromTmpfs([destination, options]: readonly [string, string]): MountPoint {
  const fault = destinationFault(destination);
  if (fault !== null) throw badRequest(fault);
  checkTmpfsOptions(options);
  return { ...plain, type: 'tmpfs', destination, options };
}

function tmpfsOptionsOf({ TmpfsOptions: options, ReadOnly }: MountRequest): string {
  const words = [options?.SizeBytes && `size=${options.SizeBytes}`, options?.Mode && `mode=${options.Mode.toString(8)}`, ReadOnly && 'ro'];
  return words.filter((word) => typeof word === 'string').join(',');
}

/** @throws DaemonError bad-request with Docker's texts */
function checkMount(files: Files, { Type, Source = '', Target = '', BindOptions }: MountRequest): void {
  const refuse = (why: string): never => {
    throw badRequest(`invalid mount config for type "${Type}": ${why}`);
  };
  if (Target === '') refuse('field Target must not be empty');
  const fault = destinationFault(Target);
  if (fault !== null) refuse(fault);
  if (!['bind', 'volume', 'tmpfs'].includes(Type)) refuse('mount type unknown');
  if (Type === 'tmpfs' && Source !== '') refuse('field Source must not be specified');
  if (Type !== 'bind') return;
  if (Source === '') refuse('field Source must not be empty');
  if (!Source.startsWith('/')) refuse(`invalid mount path: '${Source}' mount path must be absolute`);
  if (!files.exists(Source) && !BindOptions?.CreateMountpoint) refuse(`bind source path does not exist: ${Source}`);
}

function fromMount({ volumes, files }: MountSources, mount: MountRequest): MountPoint {
  checkMount(files, mount);
  const { Type, Source = '', Target, ReadOnly = false, VolumeOptions } = mount;
  const common = { ...plain, destination: Target, readOnly: ReadOnly };
  if (Type === 'tmpfs') return { ...common, type: 'tmpfs', options: tmpfsOptionsOf(mount), isListed: true };
  if (Type === 'volume') return { ...common, ...volumePoint(volumes, Source, VolumeOptions?.Labels ?? null), copyUp: !VolumeOptions?.NoCopy, mode: 'z' };
  if (!files.exists(Source)) files.mkdirAll(Source);
  return { ...common, type: 'bind', source: Source };
}

/** That there is no such container is a mistake in the request: a 404 would tell the client to pull the image. */
function inheritedFrom(mountsOf: MountSources['mountsOf'], container: string): readonly MountPoint[] {
  try {
    return mountsOf(container);
  } catch (error) {
    throw badRequest((error as Error).message);
  }
}

/** `container[:mode]` */
function fromContainer({ mountsOf }: MountSources, text: string): readonly MountPoint[] {
  const [container = '', mode = ''] = text.split(':', 2);
  checkMode(mode);
  const readOnly = mode.split(',').includes('ro');
  return inheritedFrom(mountsOf, container)
    .filter(({ type }) => type !== 'tmpfs')
    .map((point) => ({ ...point, readOnly: point.readOnly || readOnly, copyUp: false }));
}

/** Of two mounts on one place the later one holds. */
function lastOfEach(points: readonly MountPoint[]): MountPoint[] {
  return [...new Map(points.map((point) => [point.destination, point])).values()];
}

function checkDuplicates(points: readonly MountPoint[]): void {
  const seen = new Set<string>();
  for (const { destination } of points) {
    if (seen.has(destination)) throw badRequest(`Duplicate mount point: ${destination}`);
    seen.add(destination);
  }
}

/** Creates the volumes and directories that are missing. `declared` are the image's and the request's unnamed volumes. @throws DaemonError with Docker's texts */
export function mountsFor(sources: MountSources, host: HostConfig, declared: readonly string[]): readonly MountPoint[] {
  const inherited = (host.VolumesFrom ?? []).flatMap((text) => fromContainer(sources, text));
  const own = [
    ...(host.Binds ?? []).map((text) => fromBind(sources, text)),
    ...(host.Mounts ?? []).map((mount) => fromMount(sources, mount)),
    ...Object.entries(host.Tmpfs ?? {}).map(fromTmpfs),
  ];
  checkDuplicates(own);
  const given = lastOfEach([...inherited, ...own]);
  const taken = new Set(given.map(({ destination }) => destination));
  const unnamed = declared
    .filter((destination) => !taken.has(destination))
    .map((destination): MountPoint => ({ ...plain, ...volumePoint(sources.volumes, ''), destination, copyUp: true }));
  return [...given, ...unnamed];
}
