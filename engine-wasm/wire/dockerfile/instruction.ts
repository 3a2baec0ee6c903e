/** The instructions of a Dockerfile, as far as it can be known before variables have values (Dockerfile reference). */
import type { Location } from './error.ts';
import type { Heredoc } from './heredoc.ts';

interface Base {
  /** As written, continuations joined. */
  readonly code: string;
  readonly location: Location;
}

export interface CommandLine {
  readonly args: readonly string[];
  /** Written as text: the shell reads it. */
  readonly shell: boolean;
}

export interface Pair {
  readonly name: string;
  readonly value: string;
}

export interface From extends Base {
  readonly kind: 'from';
  readonly image: string;
  /** Empty when it has none. */
  readonly stage: string;
  readonly platform: string;
}

export interface Copy extends Base {
  readonly kind: 'copy' | 'add';
  readonly sources: readonly string[];
  readonly contents: readonly Heredoc[];
  readonly destination: string;
  readonly from: string;
  readonly chown: string;
  readonly chmod: string;
  /** Patterns of what is left out, as in `.dockerignore`. */
  readonly exclude: readonly string[];
  readonly checksum: string;
  /** A layer of its own, which depends on nothing below it. */
  readonly link: boolean;
  /** The directories on the way to a source come along. */
  readonly parents: boolean;
  /** Whether archives are unpacked; undefined: those of the context are. */
  readonly unpack: boolean | undefined;
}

export interface Run extends Base {
  readonly kind: 'run';
  readonly command: CommandLine;
  readonly heredocs: readonly Heredoc[];
  /** `type=…,target=…`, one for each `--mount`. */
  readonly mounts: readonly string[];
  readonly network: string;
  /** Empty: `sandbox`. */
  readonly security: string;
  readonly devices: readonly string[];
}

export interface Health {
  readonly Test: readonly string[];
  /** Nanoseconds, each; absent or 0 = inherited. */
  readonly Interval?: number;
  readonly Timeout?: number;
  readonly StartPeriod?: number;
  readonly StartInterval?: number;
  readonly Retries?: number;
}

export interface Arg extends Base {
  readonly kind: 'arg';
  readonly args: readonly { readonly name: string; readonly value: string | undefined }[];
}

export type Command =
  | Run
  | Copy
  | Arg
  | (Base & { readonly kind: 'env' | 'label'; readonly pairs: readonly Pair[] })
  | (Base & { readonly kind: 'cmd' | 'entrypoint'; readonly command: CommandLine })
  | (Base & { readonly kind: 'expose' | 'volume' | 'shell'; readonly values: readonly string[] })
  | (Base & { readonly kind: 'user' | 'workdir' | 'stopsignal' | 'maintainer' | 'onbuild'; readonly value: string })
  | (Base & { readonly kind: 'healthcheck'; readonly health: Health });

export type Instruction = From | Command;
