/** `-v` and `--mount`. */
import type { Mount } from '../../api/create-request.ts';
import { parseBool } from '../flags.ts';
import { parseBytes } from '../values.ts';
import { csvFields } from './csv.ts';

interface Draft {
  Type: string;
  Source?: string;
  Target?: string;
  ReadOnly?: boolean;
  Consistency?: string;
  BindOptions?: Record<string, unknown>;
  VolumeOptions?: { NoCopy?: boolean; Subpath?: string; Labels?: Record<string, string>; DriverConfig?: { Name?: string; Options?: Record<string, string> } };
  TmpfsOptions?: { SizeBytes?: number; Mode?: number };
}

function flag(key: string, value: string | undefined): boolean {
  try {
    return value === undefined || parseBool(value);
  } catch (error) {
    throw new Error(`invalid value for ${key}: ${value ?? ''}`, { cause: error });
  }
}

function pair(value: string): Record<string, string> {
  const equals = value.indexOf('=');
  return equals < 0 ? { [value]: '' } : { [value.slice(0, equals)]: value.slice(equals + 1) };
}

type Setter = (mount: Draft, value: string, key: string) => void;

const setters: Readonly<Record<string, Setter>> = {
  type: (mount, value) => (mount.Type = value.toLowerCase()),
  source: (mount, value) => (mount.Source = value),
  target: (mount, value) => (mount.Target = value),
  readonly: (mount, value, key) => (mount.ReadOnly = flag(key, value)),
  consistency: (mount, value) => (mount.Consistency = value.toLowerCase()),
  'bind-propagation': (mount, value) => ((mount.BindOptions ??= {})['Propagation'] = value.toLowerCase()),
  'bind-recursive': (mount, value) => setRecursive((mount.BindOptions ??= {}), value),
  'volume-subpath': (mount, value) => ((mount.VolumeOptions ??= {}).Subpath = value),
  'volume-nocopy': (mount, value, key) => ((mount.VolumeOptions ??= {}).NoCopy = flag(key, value)),
  'volume-label': (mount, value) => Object.assign(((mount.VolumeOptions ??= {}).Labels ??= {}), pair(value)),
  'volume-driver': (mount, value) => (((mount.VolumeOptions ??= {}).DriverConfig ??= {}).Name = value),
  'volume-opt': (mount, value) => Object.assign((((mount.VolumeOptions ??= {}).DriverConfig ??= {}).Options ??= {}), pair(value)),
  'tmpfs-size': (mount, value, key) => ((mount.TmpfsOptions ??= {}).SizeBytes = size(key, value)),
  'tmpfs-mode': (mount, value, key) => ((mount.TmpfsOptions ??= {}).Mode = mode(key, value)),
};
const synonyms: Readonly<Record<string, string>> = { src: 'source', dst: 'target', destination: 'target', ro: 'readonly' };
const needNoValue = ['readonly', 'volume-nocopy'];

function size(key: string, value: string): number {
  try {
    return parseBytes(value);
  } catch (error) {
    throw new Error(`invalid value for ${key}: ${value}`, { cause: error });
  }
}

function mode(key: string, value: string): number {
  if (!/^[0-7]+$/.test(value)) throw new Error(`invalid value for ${key}: ${value}`);
  return parseInt(value, 8);
}

function setRecursive(options: Record<string, unknown>, value: string): void {
  if (value === 'disabled') options['NonRecursive'] = true;
  else if (value === 'writable') options['ReadOnlyNonRecursive'] = true;
  else if (value === 'readonly') options['ReadOnlyForceRecursive'] = true;
  else if (value !== 'enabled') throw new Error(`invalid value for bind-recursive: ${value} (must be "enabled", "disabled", "writable", or "readonly")`);
}

/** `type=bind,source=/a,target=/b,readonly`. @throws Error */
export function parseMount(given: string): Mount {
  const mount: Draft = { Type: 'volume' };
  for (const [given_key, value] of csvFields(given)) {
    const key = synonyms[given_key] ?? given_key;
    if (value === undefined && !needNoValue.includes(key)) throw new Error(`invalid field '${given_key}' must be a key=value pair`);
    const set = setters[key];
    if (!set) throw new Error(`unexpected key '${given_key}' in '${given_key}=${value ?? ''}'`);
    set(mount, value ?? 'true', given_key);
  }
  if (mount.Type === '') throw new Error('type is required');
  if (mount.Target === undefined) throw new Error('target is required');
  for (const [type, options] of [
    ['volume', mount.VolumeOptions],
    ['bind', mount.BindOptions],
    ['tmpfs', mount.TmpfsOptions],
  ] as const)
    if (options && mount.Type !== type) throw new Error(`cannot mix '${type}-*' options with mount type '${mount.Type}'`);
  return mount as Mount;
}

/** `-v` of two or three parts is a bind, of one part an anonymous volume. @throws Error */
export function splitVolumes(given: readonly string[]): { readonly binds: readonly string[]; readonly anonymous: readonly string[] } {
  const tooMany = given.find((volume) => volume.split(':').length > 3);
  if (tooMany !== undefined) throw new Error(`invalid spec: ${tooMany}: too many colons`);
  return { binds: given.filter((volume) => /:./.test(volume)), anonymous: given.filter((volume) => !/:./.test(volume)) };
}
