/** `RUN --mount=…` (Dockerfile reference, "RUN --mount"). */
import { InstructionError } from './error.ts';
import { suggestion } from './suggest.ts';

export type MountType = 'bind' | 'cache' | 'tmpfs' | 'secret' | 'ssh';
export type CacheSharing = 'shared' | 'private' | 'locked';

export interface RunMount {
  readonly type: MountType;
  /** Empty: the context, or nothing for what is not bound. */
  readonly from: string;
  readonly source: string;
  /** As written; empty when it is not said. */
  readonly target: string;
  readonly id: string;
  readonly readOnly: boolean;
  readonly required: boolean;
  readonly sharing: CacheSharing;
  /** Of a tmpfs, as written. */
  readonly size: string;
  readonly mode: number | undefined;
  readonly uid: number | undefined;
  readonly gid: number | undefined;
  /** The variable that a secret is put into; undefined: none. */
  readonly env: string | undefined;
}

const types: readonly string[] = ['bind', 'cache', 'tmpfs', 'secret', 'ssh'];
const sharings: readonly string[] = ['shared', 'private', 'locked'];
const keys = ['type', 'from', 'source', 'target', 'readonly', 'id', 'sharing', 'required', 'mode', 'uid', 'gid', 'src', 'dst', 'ro', 'rw', 'readwrite'];
const withoutValue = ['readonly', 'ro', 'readwrite', 'rw', 'required'];
const truths: Readonly<Record<string, boolean>> = {
  ...Object.fromEntries(['1', 't', 'T', 'TRUE', 'true', 'True'].map((word) => [word, true])),
  ...Object.fromEntries(['0', 'f', 'F', 'FALSE', 'false', 'False'].map((word) => [word, false])),
};

type Draft = { -readonly [K in keyof RunMount]: RunMount[K] } & { isReadOnlySaid: boolean };

function truth(key: string, value: string): boolean {
  const found = truths[value];
  if (found === undefined) throw new InstructionError(`invalid value for ${key}: ${value}`);
  return found;
}

function number(key: string, value: string, base: 8 | 10): number {
  if (!(base === 8 ? /^[0-7]+$/ : /^\d+$/).test(value)) throw new InstructionError(`invalid value ${value} for ${key}`);
  return parseInt(value, base);
}

function known(word: string, all: readonly string[], what: string): string {
  if (!all.includes(word.toLowerCase())) throw new InstructionError(`unsupported ${what} ${JSON.stringify(word)}${suggestion(word, all)}`);
  return word.toLowerCase();
}

function only(draft: Draft, key: string, allowed: readonly MountType[]): void {
  if (!allowed.includes(draft.type)) throw new InstructionError(`unexpected key '${key}' for mount type '${draft.type}'`);
}

function setReadOnly(draft: Draft, readOnly: boolean): void {
  draft.readOnly = readOnly;
  draft.isReadOnlySaid = true;
}

const setters: Readonly<Record<string, (draft: Draft, value: string, key: string) => void>> = {
  type: (draft, value) => (draft.type = known(value, types, 'mount type') as MountType),
  from: (draft, value) => (draft.from = value),
  source: (draft, value) => (draft.source = value),
  target: (draft, value) => (draft.target = value),
  readonly: (draft, value, key) => setReadOnly(draft, truth(key, value)),
  readwrite: (draft, value, key) => setReadOnly(draft, !truth(key, value)),
  required(draft, value, key) {
    only(draft, key, ['secret', 'ssh']);
    draft.required = truth(key, value);
  },
  size(draft, value, key) {
    only(draft, key, ['tmpfs']);
    if (!/^\d+[bkmgt]?b?$/i.test(value)) throw new InstructionError(`invalid value for ${key}: ${value}`);
    draft.size = value.replace(/b$/i, '');
  },
  id: (draft, value) => (draft.id = value),
  sharing: (draft, value) => (draft.sharing = known(value, sharings, 'sharing value') as CacheSharing),
  mode: (draft, value) => (draft.mode = number('mode', value, 8)),
  uid: (draft, value) => (draft.uid = number('uid', value, 10)),
  gid: (draft, value) => (draft.gid = number('gid', value, 10)),
  env(draft, value, key) {
    only(draft, key, ['secret']);
    draft.env = value;
  },
};
const aliases: Readonly<Record<string, string>> = { src: 'source', dst: 'target', destination: 'target', ro: 'readonly', rw: 'readwrite' };

function readField(draft: Draft, field: string, expand: (value: string) => string): void {
  const equals = field.indexOf('=');
  const key = (equals < 0 ? field : field.slice(0, equals)).toLowerCase();
  if (equals < 0 && !withoutValue.includes(key)) throw new InstructionError(`invalid field '${field}' must be a key=value pair`);
  const set = setters[aliases[key] ?? key];
  if (!set) throw new InstructionError(`unexpected key '${key}' in '${field}'${suggestion(key, keys)}`);
  set(draft, equals < 0 ? 'true' : expand(field.slice(equals + 1)), key);
}

function check({ type, from, source, target, id, sharing, mode, uid, gid }: RunMount): void {
  if (type === 'bind' || type === 'tmpfs')
    for (const [name, value] of Object.entries({ mode, uid, gid }))
      if (value !== undefined) throw new InstructionError(`${name} not allowed for ${JSON.stringify(type)} type mounts`);
  if (type === 'secret') {
    if (from !== '') throw new InstructionError('secret mount should not have a from');
    if (source === '' && target === '' && id === '') throw new InstructionError('invalid secret mount. one of source, target required');
    if (source !== '' && id !== '') throw new InstructionError("both source and id can't be set");
  }
  if (sharing !== 'shared' && type !== 'cache') throw new InstructionError(`invalid cache sharing set for ${type} mount`);
}

/** One `--mount`; `expand` replaces the variables of a value. @throws InstructionError with BuildKit's texts */
export function parseMount(text: string, expand: (value: string) => string): RunMount {
  const draft: Draft = {
    type: 'bind',
    from: '',
    source: '',
    target: '',
    id: '',
    readOnly: false,
    required: false,
    sharing: 'shared',
    size: '',
    mode: undefined,
    uid: undefined,
    gid: undefined,
    env: undefined,
    isReadOnlySaid: false,
  };
  for (const field of text.split(',')) readField(draft, field, expand);
  const { isReadOnlySaid, ...mount } = draft;
  check(mount);
  return isReadOnlySaid ? mount : { ...mount, readOnly: !['cache', 'tmpfs'].includes(mount.type) };
}
