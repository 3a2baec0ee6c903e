/** What instructions do to an image's configuration: the same for a build's steps and for the changes of `commit` and `import`. */
import { signals } from '../../sys/constants.ts';
import { expandWord, expandWords, type Environment } from '../../wire/dockerfile/expand.ts';
import type { Command, CommandLine, Health } from '../../wire/dockerfile/instruction.ts';
import { cleanPath } from '../archive/path-name.ts';
import { badRequest } from '../errors.ts';
import type { ImageRunConfig } from '../images/new-image.ts';
import { healthText, quotedList } from './go-text.ts';
import { parsePort } from './ports.ts';

type Mutable<T> = { -readonly [K in keyof T]: T[K] };
export type RunConfig = Mutable<ImageRunConfig>;

const defaultPath = 'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** A configuration being changed. */
export interface ConfigState {
  config: RunConfig;
  /** This stage has a CMD of its own: an ENTRYPOINT leaves it. */
  hasCommand: boolean;
  author: string;
}

export function withDefaultPath(config: ImageRunConfig): RunConfig {
  const env = config.Env ?? [];
  return env.some((line) => line.startsWith('PATH=')) ? { ...config } : { ...config, Env: [...env, defaultPath] };
}

export function shellOf(config: ImageRunConfig): readonly string[] {
  const shell = config['Shell'] as readonly string[] | undefined;
  return shell?.length ? shell : ['/bin/sh', '-c'];
}

export function commandLine(config: ImageRunConfig, { args, shell }: CommandLine): readonly string[] {
  return shell ? [...shellOf(config), ...args] : args;
}

export function environmentOf(env: readonly string[]): Map<string, string> {
  return new Map(
    env.map((line) => {
      const equals = line.indexOf('=');
      return equals < 0 ? [line, ''] : [line.slice(0, equals), line.slice(equals + 1)];
    }),
  );
}

function setVariable(env: readonly string[], name: string, value: string): readonly string[] {
  const line = `${name}=${value}`;
  const at = env.findIndex((other) => other.split('=', 1)[0] === name);
  return at < 0 ? [...env, line] : env.map((other, i) => (i === at ? line : other));
}

function checkSignal(text: string): void {
  const isKnown = /^\d+$/.test(text) ? Number(text) > 0 : signals[text.toUpperCase().replace(/^SIG/, '')] !== undefined;
  if (!isKnown) throw badRequest(`invalid signal: ${text}`);
}

/** Sorted, as Go writes maps. */
function withKeys(before: Readonly<Record<string, object>> | null | undefined, names: readonly string[]): Readonly<Record<string, object>> {
  const merged: Record<string, object> = { ...before, ...Object.fromEntries(names.map((name) => [name, {}])) };
  return Object.fromEntries(Object.entries(merged).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Commands that only change the configuration; the rest make files. */
export type ConfigCommand = Exclude<Command, { readonly kind: 'run' | 'copy' | 'add' | 'arg' }>;

/** The member of the union that has this kind among its kinds. */
type CommandOf<K, C = ConfigCommand> = C extends { readonly kind: infer Kinds } ? (K extends Kinds ? C : never) : never;

interface Context<K extends ConfigCommand['kind']> {
  readonly state: ConfigState;
  readonly config: RunConfig;
  readonly command: CommandOf<K>;
  readonly expand: (word: string) => string;
  readonly expandAll: (word: string) => readonly string[];
}

/** Each changes the configuration and returns what history calls it. */
const appliers: { readonly [K in ConfigCommand['kind']]: (context: Context<K>) => string } = {
  env({ config, command, expand }) {
    const pairs = command.pairs.map(({ name, value }) => [expand(name), expand(value)] as const);
    config.Env = pairs.reduce((lines, [name, value]) => setVariable(lines, name, value), config.Env ?? []);
    return `ENV ${pairs.map((pair) => pair.join('=')).join(' ')}`;
  },
  label({ config, command, expand }) {
    const pairs = command.pairs.map(({ name, value }) => [expand(name), expand(value)] as const);
    const merged = { ...config.Labels, ...Object.fromEntries(pairs) };
    config.Labels = Object.fromEntries(Object.entries(merged).sort(([a], [b]) => (a < b ? -1 : 1)));
    return `LABEL ${pairs.map((pair) => pair.join('=')).join(' ')}`;
  },
  cmd({ state, config, command }) {
    state.hasCommand = command.command.args.length > 0;
    config.Cmd = state.hasCommand ? commandLine(config, command.command) : null;
    return `CMD ${quotedList(config.Cmd ?? [])}`;
  },
  entrypoint({ state, config, command }) {
    config.Entrypoint = command.command.args.length > 0 ? commandLine(config, command.command) : null;
    if (!state.hasCommand) config.Cmd = null;
    return `ENTRYPOINT ${quotedList(config.Entrypoint ?? [])}`;
  },
  expose({ config, command, expandAll }) {
    const ports = command.values.flatMap(expandAll);
    config.ExposedPorts = withKeys(config.ExposedPorts, ports.flatMap(parsePort));
    return `EXPOSE ${ports.join(' ')}`;
  },
  volume({ config, command, expand }) {
    const volumes = command.values.map(expand);
    if (volumes.includes('')) throw badRequest('VOLUME specified can not be an empty string');
    config.Volumes = withKeys(config.Volumes, volumes);
    return `VOLUME [${volumes.join(' ')}]`;
  },
  user({ config, command, expand }) {
    config.User = expand(command.value);
    return `USER ${config.User}`;
  },
  workdir({ config, command, expand }) {
    const path = expand(command.value);
    config.WorkingDir = cleanPath(path.startsWith('/') ? path : `/${config.WorkingDir ?? ''}/${path}`);
    return `WORKDIR ${config.WorkingDir}`;
  },
  stopsignal({ config, command, expand }) {
    const signal = expand(command.value);
    checkSignal(signal);
    config.StopSignal = signal;
    return `STOPSIGNAL ${signal}`;
  },
  shell({ config, command }) {
    config['Shell'] = command.values;
    return `SHELL [${command.values.join(' ')}]`;
  },
  healthcheck({ config, command }) {
    const text = healthText(command.health);
    // What it does not say is as it was before.
    config['Healthcheck'] = { ...(config['Healthcheck'] as Partial<Health> | undefined), ...command.health };
    return `HEALTHCHECK ${text}`;
  },
  onbuild({ config, command }) {
    config['OnBuild'] = [...((config['OnBuild'] as readonly string[] | null | undefined) ?? []), command.value];
    return `ONBUILD ${command.value}`;
  },
  maintainer({ state, command }) {
    state.author = command.value;
    return `MAINTAINER ${command.value}`;
  },
};

/** Applies a command and returns what history calls it. @throws DaemonError, ExpansionError */
export function applyCommand(state: ConfigState, command: ConfigCommand, env: Environment, escape: string): string {
  const apply = appliers[command.kind] as (context: Context<ConfigCommand['kind']>) => string;
  return apply({
    state,
    config: state.config,
    command,
    expand: (word) => expandWord(word, env, escape),
    expandAll: (word) => expandWords(word, env, escape),
  } as Context<ConfigCommand['kind']>);
}
