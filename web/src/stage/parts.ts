/** What the picture's parts are, in a sentence, and the command that shows them in the machine. */
import type { Volume } from '../../../engine-wasm/api/volumes.ts';
import type { ImageSummary } from '../../../engine-wasm/api/images.ts';
import type { Action } from '../app/actions/action.ts';
import { openHub, showList } from '../app/actions/page.ts';
import { subnetOf, type NetworkSummary } from '../docker/networks.ts';
import type { Detail } from '../state/details.svelte.ts';
import { referenceOf, shortDigest } from '../state/images.svelte.ts';
import type { Command } from '../state/trace/moments.ts';
import type { SceneContainer } from '../state/trace/scene.ts';
import { formatBytes } from '../ui/format.ts';

export interface About {
  readonly title: string;
  readonly sentence: string;
  readonly command: string;
  /** Where there is more to see of it. */
  readonly detail?: Detail;
  /** What leads to more. */
  readonly action?: Action<void>;
  /** Whose way through the machine it is. */
  readonly asked?: Command;
}

/** Something that the daemon keeps. */
export interface AboutThing extends About {
  /** For screen readers, in the picture. */
  readonly label: string;
  readonly detail: Detail;
}

export type Part = 'client' | 'daemon' | 'kernel' | 'registry' | 'images' | 'containers' | 'volumes' | 'networks';

export const parts: Readonly<Record<Part, About>> = {
  client: {
    title: 'Client',
    sentence: 'docker is a program that lives for one command. It does nothing itself: it sends requests to the daemon and prints the answers.',
    command: 'docker version',
  },
  daemon: {
    title: 'dockerd, the daemon',
    sentence:
      'The process that does the work. It waits on a socket for requests of Docker’s API, keeps images and containers, and asks the kernel for the rest.',
    command: 'ps | grep dockerd; ls -l /var/run/docker.sock',
    detail: { kind: 'inspect', of: 'daemon', id: 'dockerd', name: 'dockerd' },
  },
  kernel: {
    title: 'Linux kernel',
    sentence: 'One for the machine and every container in it. A container is a process that the kernel shows less to: namespaces, control groups, mounts.',
    command: 'uname -a; ls -l /proc/self/ns',
  },
  registry: {
    title: 'Registry',
    sentence: 'A server outside the machine that keeps images as layers and hands them out by digest. Only pull, push and search go there.',
    command: 'docker pull busybox',
    action: openHub,
  },
  images: {
    title: 'Images',
    sentence: 'Stacks of read-only layers and a word on what to run. Many containers can stand on the same layers; they are on the disk once.',
    command: 'docker image ls',
    action: showList.images,
  },
  containers: {
    title: 'Containers',
    sentence: 'Each is an image’s layers, a writable layer on top, and, while it runs, processes in namespaces of their own.',
    command: 'docker ps -a',
    action: showList.containers,
  },
  volumes: {
    title: 'Volumes',
    sentence: 'Directories of the host that outlive the containers that they are mounted in.',
    command: 'docker volume ls',
    action: showList.volumes,
  },
  networks: {
    title: 'Networks',
    sentence: 'Bridges of the kernel that containers are plugged into with a pair of virtual cables.',
    command: 'docker network ls; ip addr',
    action: showList.networks,
  },
};

export function aboutClient(asked: Command): About {
  return {
    title: asked.title,
    sentence: `The client, process ${asked.pid} of the machine: it sends the daemon requests, prints the answers, and ends.`,
    command: 'ps -o pid,args | grep docker',
    asked,
  };
}

const states: Readonly<Record<string, string>> = {
  running: 'its processes run, in namespaces of their own',
  paused: 'its processes are frozen by the kernel, and keep their memory',
  created: 'it has its files, and nothing runs in it',
  exited: 'its processes have ended, and its files are still there',
};

export function aboutContainer({ id, name, image, state }: SceneContainer): AboutThing {
  const title = name || id.slice(0, 12);
  return {
    title,
    sentence: `A container of ${image}: ${states[state] ?? `it is ${state}`}.`,
    label: `Container ${title}, ${state}, of ${image}`,
    command: `docker inspect ${title}`,
    detail: { kind: 'xray', id, name: title },
  };
}

export function aboutImage(image: ImageSummary): AboutThing {
  const name = referenceOf(image);
  return {
    title: name,
    sentence: `An image: ${formatBytes(image.Size)} of files in read-only layers, and what to run with them.`,
    label: `Image ${name}, ${formatBytes(image.Size)}, ${shortDigest(image.Id)}`,
    command: `docker history ${name}`,
    detail: { kind: 'layers', id: image.Id, name },
  };
}

export function aboutVolume({ Name, Mountpoint }: Volume): AboutThing {
  return {
    title: Name,
    sentence: `A volume: the directory ${Mountpoint} of the machine, for containers to mount. It stays when they go.`,
    label: `Volume ${Name}`,
    command: `docker volume inspect ${Name}`,
    detail: { kind: 'inspect', of: 'volumes', id: Name, name: Name },
  };
}

const drivers: Readonly<Record<string, string>> = {
  host: 'no network of its own: a container here uses the machine’s interfaces',
  null: 'no network at all: a container here has only its loopback',
};

export function aboutNetwork(network: NetworkSummary): AboutThing {
  const { Id, Name, Driver } = network;
  const subnet = subnetOf(network);
  return {
    title: Name,
    sentence: `A network: ${drivers[Driver] ?? `a bridge in the kernel${subnet ? ` with the addresses ${subnet}` : ''}, which its containers are plugged into`}.`,
    label: `Network ${Name}, ${Driver}`,
    command: `docker network inspect ${Name}`,
    detail: { kind: 'inspect', of: 'networks', id: Id, name: Name },
  };
}
