import { badRequest } from '../errors.ts';

/** In the kernel's order: a name's place is its bit (linux/capability.h). */
const names = [
  'CHOWN',
  'DAC_OVERRIDE',
  'DAC_READ_SEARCH',
  'FOWNER',
  'FSETID',
  'KILL',
  'SETGID',
  'SETUID',
  'SETPCAP',
  'LINUX_IMMUTABLE',
  'NET_BIND_SERVICE',
  'NET_BROADCAST',
  'NET_ADMIN',
  'NET_RAW',
  'IPC_LOCK',
  'IPC_OWNER',
  'SYS_MODULE',
  'SYS_RAWIO',
  'SYS_CHROOT',
  'SYS_PTRACE',
  'SYS_PACCT',
  'SYS_ADMIN',
  'SYS_BOOT',
  'SYS_NICE',
  'SYS_RESOURCE',
  'SYS_TIME',
  'SYS_TTY_CONFIG',
  'MKNOD',
  'LEASE',
  'AUDIT_WRITE',
  'AUDIT_CONTROL',
  'SETFCAP',
  'MAC_OVERRIDE',
  'MAC_ADMIN',
  'SYSLOG',
  'WAKE_ALARM',
  'BLOCK_SUSPEND',
  'AUDIT_READ',
  'PERFMON',
  'BPF',
  'CHECKPOINT_RESTORE',
];

const byDefault = [
  'CHOWN',
  'DAC_OVERRIDE',
  'FSETID',
  'FOWNER',
  'MKNOD',
  'NET_RAW',
  'SETGID',
  'SETUID',
  'SETFCAP',
  'SETPCAP',
  'NET_BIND_SERVICE',
  'SYS_CHROOT',
  'KILL',
  'AUDIT_WRITE',
];

function normalise(name: string): string {
  return name.toUpperCase().replace(/^CAP_/, '');
}

/** @throws DaemonError bad-request with Docker's text for a name that is none. */
export function checkCapabilities(field: 'CapAdd' | 'CapDrop', given: readonly string[]): void {
  for (const name of given) {
    if (normalise(name) !== 'ALL' && !names.includes(normalise(name))) throw badRequest(`invalid ${field}: unknown capability: "CAP_${normalise(name)}"`);
  }
}

export interface CapabilityRequest {
  readonly privileged: boolean;
  readonly add: readonly string[];
  readonly drop: readonly string[];
}

/** The set of names that a container gets; Docker's rules for ALL on either side (moby oci/caps.TweakCapabilities). */
export function capabilitySet({ privileged, add, drop }: CapabilityRequest): ReadonlySet<string> {
  if (privileged) return new Set(names);
  const added = add.map(normalise);
  const dropped = drop.map(normalise);
  const base = added.includes('ALL') ? names : dropped.includes('ALL') ? [] : byDefault;
  const set = new Set(base.filter((name) => !dropped.includes(name)));
  for (const name of added) if (name !== 'ALL') set.add(name);
  return set;
}

/** The set as the kernel's bit mask, 16 hex digits. */
export function capabilityMask(set: ReadonlySet<string>): string {
  let mask = 0n;
  for (const name of set) mask |= 1n << BigInt(names.indexOf(name));
  return mask.toString(16).padStart(16, '0');
}
