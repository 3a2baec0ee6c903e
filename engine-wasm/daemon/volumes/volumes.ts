/** Named volumes (the local driver), and the mounts that a container's binds, volumes and tmpfs come down to. */
import type { HostConfig } from '../../api/containers.ts';
import type { Sys } from '../../sys/sys.ts';
import { badRequest, conflict, notFound } from '../errors.ts';
import { empty, json, type Route } from '../http/router.ts';
import type { MountPoint } from '../runtime/rootfs-steps.ts';
import { parseFilters } from '../system/filters.ts';

const root = '/var/lib/docker/volumes';
const namePattern = /^[a-zA-Z0-9][a-zA-Z0-9_.-]+$/;

interface Volume {
  readonly Name: string;
  readonly Driver: 'local';
  readonly Mountpoint: string;
  readonly CreatedAt: string;
  readonly Labels: Readonly<Record<string, string>> | null;
  readonly Scope: 'local';
  readonly Options: null;
}

/** `source:destination[:options]`. @throws DaemonError bad-request with Docker's texts */
function parseBind(text: string): { source: string; destination: string; readOnly: boolean } {
  const [source = '', destination = '', options = ''] = text.split(':');
  if (destination !== '' && !destination.startsWith('/')) {
    throw badRequest(
      `invalid volume specification: '${text}': invalid mount config for type "${source.startsWith('/') ? 'bind' : 'volume'}": invalid mount path: '${destination}' mount path must be absolute`,
    );
  }
  if (destination === '') throw badRequest(`invalid volume specification: '${text}'`);
  return { source, destination, readOnly: options.split(',').includes('ro') };
}

export class Volumes {
  readonly #sys: Sys;

  constructor(sys: Sys) {
    this.#sys = sys;
    sys.files.mkdirAll(root);
  }

  create(name: string, labels: Readonly<Record<string, string>> | null): Volume {
    if (!namePattern.test(name)) {
      throw badRequest(
        `create ${name}: "${name}" includes invalid characters for a local volume name, only "[a-zA-Z0-9][a-zA-Z0-9_.-]" are allowed. If you intended to pass a host directory, use absolute path`,
      );
    }
    if (this.#sys.files.exists(`${root}/${name}/volume.json`)) return this.find(name);
    const volume: Volume = {
      Name: name,
      Driver: 'local',
      Mountpoint: `${root}/${name}/_data`,
      CreatedAt: this.#sys.clock.timestamp(),
      Labels: labels,
      Scope: 'local',
      Options: null,
    };
    this.#sys.files.mkdirAll(volume.Mountpoint);
    this.#sys.files.writeAtomic(`${root}/${name}/volume.json`, JSON.stringify(volume));
    return volume;
  }

  /** @throws DaemonError not-found with Docker's text */
  find(name: string): Volume {
    const path = `${root}/${name}/volume.json`;
    if (name.includes('/') || !this.#sys.files.exists(path)) throw notFound(`get ${name}: no such volume`);
    return JSON.parse(this.#sys.files.readText(path)) as Volume;
  }

  list(): readonly Volume[] {
    return this.#sys.files
      .readDir(root)
      .sort()
      .map((name) => this.find(name));
  }

  remove(name: string): void {
    this.#sys.files.removeAll(`${root}/${this.find(name).Name}`);
  }

  /** Creates what is missing. */
  prepare(host: HostConfig, declared: readonly string[]): readonly MountPoint[] {
    const binds = (host.Binds ?? []).map((text): MountPoint => {
      const { source, destination, readOnly } = parseBind(text);
      if (!source.startsWith('/')) return { type: 'volume', name: source, source: this.create(source, null).Mountpoint, destination, readOnly, options: '' };
      if (!this.#sys.files.exists(source)) this.#sys.files.mkdirAll(source);
      return { type: 'bind', name: '', source, destination, readOnly, options: '' };
    });
    const tmpfs = Object.entries(host.Tmpfs ?? {}).map(([destination, options]): MountPoint => ({
      type: 'tmpfs',
      name: '',
      source: '',
      destination,
      readOnly: false,
      options,
    }));
    const taken = new Set([...binds, ...tmpfs].map(({ destination }) => destination));
    const anonymous = declared
      .filter((destination) => !taken.has(destination))
      .map((destination): MountPoint => {
        const name = this.#sys.hashing.randomHex(32);
        return { type: 'volume', name, source: this.create(name, null).Mountpoint, destination, readOnly: false, options: '' };
      });
    return [...binds, ...tmpfs, ...anonymous];
  }
}

/** `usersOf`: ids of the containers that have a volume mounted. */
export function volumeRoutes(volumes: Volumes, sys: Sys, usersOf: (volume: string) => readonly string[]): Route[] {
  return [
    {
      method: 'GET',
      path: '/volumes',
      handle: ({ query }) => {
        const filters = parseFilters(query['filters'], ['name', 'driver', 'label', 'dangling']);
        return json({ Volumes: volumes.list().filter(({ Name }) => filters.matchesSubstring('name', Name)), Warnings: null });
      },
    },
    {
      method: 'POST',
      path: '/volumes/create',
      body: 'json',
      handle: ({ body }) => {
        const { Name, Labels } = body as { Name?: string; Labels?: Record<string, string> };
        return json(volumes.create(Name || sys.hashing.randomHex(32), Labels ?? null), 201);
      },
    },
    { method: 'GET', path: '/volumes/{name}', handle: ({ params }) => json(volumes.find(params['name'] as string)) },
    {
      method: 'DELETE',
      path: '/volumes/{name}',
      handle: ({ params }) => {
        const { Name } = volumes.find(params['name'] as string);
        const users = usersOf(Name);
        if (users.length > 0) throw conflict(`remove ${Name}: volume is in use - [${users.join(', ')}]`);
        volumes.remove(Name);
        return empty();
      },
    },
  ];
}
