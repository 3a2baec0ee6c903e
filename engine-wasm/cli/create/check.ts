/** What `run` and `create` find wrong with a flag's value before they do anything; the errors are Docker's. */
import type { Flag } from '../flags.ts';
import { parseBytes, parseDuration, parseNano } from '../values.ts';

type Check = (value: string) => unknown;

function fail(message: string): never {
  throw new Error(message);
}

const isAddress = (text: string): boolean => /^(\d{1,3}\.){3}\d{1,3}$/.test(text) || (/^[0-9a-f:.]+$/i.test(text) && text.split(':').length > 2);

function checkHost(value: string): void {
  const [, name = '', address = ''] = /^([^:=]*)[:=](.*)$/.exec(value) ?? [];
  if (name === '') fail(`bad format for add-host: ${JSON.stringify(value)}`);
  const bare = address.replace(/^\[(.*)\]$/, '$1');
  if (bare !== 'host-gateway' && !isAddress(bare)) fail(`invalid IP address in add-host: ${JSON.stringify(address)}`);
}

function checkLink(value: string): void {
  if (value === '') fail('empty string specified for links');
  if (value.split(':').length > 2) fail(`bad format for links: ${value}`);
}

const sysctls = /^(kernel\.(msgmax|msgmnb|msgmni|sem|shmall|shmmax|shmmni|shm_rmid_forced)|net\..*|fs\.mqueue\..*)=/;
const unit = 'The correct format is <device-path>:<number>';

function checkRate(value: string, isBytes: boolean): void {
  const [path = '', rate] = value.split(':');
  if (rate === undefined) fail(`bad format: ${value}`);
  if (!path.startsWith('/dev/')) fail(`bad format for device path: ${value}`);
  const good = isBytes ? /^\d+([kmg]b?)?$/i.test(rate) : /^\d+$/.test(rate);
  if (!good)
    fail(
      `invalid rate for device: ${value}. ${unit}${isBytes ? '[<unit>]' : ''}. Number must be a positive integer${isBytes ? '. Unit is optional and can be kb, mb, or gb' : ''}`,
    );
}

const byType: Readonly<Record<string, Check>> = {
  bytes: parseBytes,
  decimal: parseNano,
  duration: parseDuration,
  mount: async (value) => (await import('./mounts.ts')).parseMount(value),
  network: async (value) => (await import('./networks.ts')).parseNetwork(value),
  ulimit: async (value) => (await import('./limits.ts')).parseUlimit(value),
};

const byName: Readonly<Record<string, Check>> = {
  'add-host': checkHost,
  attach: (value) => /^(stdin|stdout|stderr)$/i.test(value) || fail('valid streams are STDIN, STDOUT and STDERR'),
  'device-cgroup-rule': (value) => /^[acb] (\d+|\*):(\d+|\*) [rwm]{1,3}$/.test(value) || fail(`invalid device cgroup format '${value}'`),
  'device-read-bps': (value) => checkRate(value, true),
  'device-read-iops': (value) => checkRate(value, false),
  'device-write-bps': (value) => checkRate(value, true),
  'device-write-iops': (value) => checkRate(value, false),
  dns: (value) => isAddress(value) || fail(`IP address is not correctly formatted: ${value}`),
  'dns-search': (value) => /^\.$|^[\w.-]+$/.test(value.trim()) || fail(`${value} is not a valid domain`),
  env: (value) => /^[^=]/.test(value) || fail(`invalid environment variable: ${value}`),
  label: (value) => /^[^=]/.test(value) || fail(`invalid label '${value}': empty name`),
  link: checkLink,
  'memory-swap': (value) => value === '-1' || parseBytes(value),
  sysctl: (value) => sysctls.test(value) || fail(`sysctl '${value}' is not allowed`),
};

export async function checkCreateFlag({ long, type }: Flag, value: string): Promise<void> {
  await (byName[long] ?? byType[type])?.(value);
}
