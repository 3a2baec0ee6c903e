/** What Drydock adds to Docker's API for looking inside, below `/drydock/`. Texts are the kernel's files as they are, for the page to read. */
import type { Namespace } from './plan.ts';

export interface NamespaceXRay {
  readonly type: Namespace;
  /** The inode number: what `readlink /proc/PID/ns/TYPE` shows in brackets. */
  readonly inode: number;
  /** It is the machine's own: the container has none of this type. */
  readonly machine: boolean;
  /** Ids of the other containers that are in it too. */
  readonly sharedWith: readonly string[];
}

export interface ProcessXRay {
  /** In the machine. */
  readonly pid: number;
  /** In the container's own PID namespace. */
  readonly inside: number;
  /** Its parent's PID in the machine. */
  readonly parent: number;
  readonly uid: number;
  readonly command: string;
}

export interface OverlayXRay {
  /** Topmost first. */
  readonly lower: readonly string[];
  readonly upper: string;
  readonly work: string;
  readonly merged: string;
}

/** `GET /drydock/containers/{id}/xray`; a container that does not run has an overlay only. */
export interface ContainerXRay {
  readonly id: string;
  /** 0: it does not run. */
  readonly pid: number;
  readonly namespaces: readonly NamespaceXRay[];
  readonly processes: readonly ProcessXRay[];
  readonly overlay: OverlayXRay;
  /** /proc/PID/status, /proc/PID/mountinfo, /proc/PID/net/route and /proc/PID/net/dev. */
  readonly files: Readonly<Record<'status' | 'mountinfo' | 'route' | 'dev', string>>;
  /** Its cables, one for each network. */
  readonly endpoints: readonly {
    readonly network: string;
    readonly bridge: string;
    readonly hostInterface: string;
    readonly interface: string;
    readonly address: string;
    readonly prefixLength: number;
    readonly gateway: string;
    readonly mac: string;
  }[];
  readonly ports: readonly PortXRay[];
}

/** A published port: packets for it are sent on by a rule of the machine. */
export interface PortXRay {
  readonly protocol: string;
  readonly hostAddress: string;
  readonly hostPort: number;
  /** The container's address. */
  readonly target: string;
  readonly containerPort: number;
}

/** `GET /drydock/containers/{id}/cgroup`: the control group's files, those that this kernel has. */
export interface CgroupXRay {
  readonly directory: string;
  readonly files: Readonly<Record<string, string>>;
}

/** `GET /drydock/images/{name}/layers`: lowest first. */
export interface LayerXRay {
  readonly chainId: string;
  readonly diffId: string;
  readonly directory: string;
  /** Bytes of its files. */
  readonly size: number;
  /** The instruction that made it. */
  readonly createdBy: string;
  /** Names of the other images that have it. */
  readonly sharedWith: readonly string[];
}

/**
 * `GET /drydock/layers/{chainId}/files` and `GET /drydock/containers/{id}/upper` answer text, one line an entry in the order of a walk:
 * `TYPE MODE SIZE INODE PATH`. TYPE is `f`, `d`, `l` (link), `w` (whiteout: the path is deleted here), `q` (an opaque directory: what lower layers have
 * in it is deleted here) or `o`; MODE is octal, SIZE bytes.
 */
export interface LayerEntry {
  readonly type: 'f' | 'd' | 'l' | 'w' | 'q' | 'o';
  readonly mode: number;
  readonly size: number;
  readonly inode: number;
  readonly path: string;
}
