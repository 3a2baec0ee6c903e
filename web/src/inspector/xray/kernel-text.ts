/** Reads the texts of kernel files that the X-ray carries. */

/** capabilities(7), by bit. */
const capabilityNames = (
  'CHOWN DAC_OVERRIDE DAC_READ_SEARCH FOWNER FSETID KILL SETGID SETUID SETPCAP LINUX_IMMUTABLE NET_BIND_SERVICE NET_BROADCAST NET_ADMIN NET_RAW ' +
  'IPC_LOCK IPC_OWNER SYS_MODULE SYS_RAWIO SYS_CHROOT SYS_PTRACE SYS_PACCT SYS_ADMIN SYS_BOOT SYS_NICE SYS_RESOURCE SYS_TIME SYS_TTY_CONFIG MKNOD ' +
  'LEASE AUDIT_WRITE AUDIT_CONTROL SETFCAP MAC_OVERRIDE MAC_ADMIN SYSLOG WAKE_ALARM BLOCK_SUSPEND AUDIT_READ PERFMON BPF CHECKPOINT_RESTORE'
).split(' ');

/** A field of /proc/PID/status; empty when there is none. */
export function statusField(status: string, name: string): string {
  return new RegExp(`^${name}:\\s+(.*)$`, 'm').exec(status)?.[1]?.trim() ?? '';
}

/** The names in a mask of /proc/PID/status (hexadecimal). */
export function capabilitiesIn(mask: string): string[] {
  if (!/^[0-9a-f]+$/i.test(mask)) return [];
  const bits = BigInt(`0x${mask}`);
  return capabilityNames.filter((_, bit) => ((bits >> BigInt(bit)) & 1n) === 1n);
}

const seccompModes = ['off', 'strict', 'filter'] as const;

export function seccompMode(status: string): string {
  const mode = statusField(status, 'Seccomp');
  const filters = statusField(status, 'Seccomp_filters');
  return `${seccompModes[Number(mode)] ?? 'unknown'}${filters && filters !== '0' ? `, ${filters} filter${filters === '1' ? '' : 's'}` : ''}`;
}

export interface MountLine {
  readonly target: string;
  readonly fstype: string;
  readonly source: string;
  readonly options: string;
}

/** /proc/PID/mountinfo (proc_pid_mountinfo(5)); spaces in paths are written as octal there. */
export function parseMounts(text: string): MountLine[] {
  const plain = (field = ''): string => field.replace(/\\(\d{3})/g, (_, octal: string) => String.fromCharCode(parseInt(octal, 8)));
  return text
    .split('\n')
    .filter(Boolean)
    .map((line) => {
      const [front = '', back = ''] = line.split(' - ');
      const [, , , , target, options = ''] = front.split(' ');
      const [fstype = '', source] = back.split(' ');
      return { target: plain(target), fstype, source: plain(source), options };
    });
}

export interface Route {
  readonly device: string;
  readonly destination: string;
  readonly gateway: string;
}

/** Addresses in /proc/net/route are hexadecimal, in the machine's order of bytes, which is little-endian. */
function address(hex: string): string {
  return [6, 4, 2, 0].map((at) => parseInt(hex.slice(at, at + 2), 16)).join('.');
}

function prefixLength(mask: string): number {
  return [...parseInt(mask, 16).toString(2)].filter((bit) => bit === '1').length;
}

export function parseRoutes(text: string): Route[] {
  return text
    .split('\n')
    .slice(1)
    .map((line) => line.trim().split(/\s+/))
    .filter((fields) => fields.length >= 8)
    .map(([device = '', destination = '', gateway = '', , , , , mask = '']) => ({
      device,
      destination: mask === '00000000' ? 'default' : `${address(destination)}/${prefixLength(mask)}`,
      gateway: gateway === '00000000' ? '' : address(gateway),
    }));
}

export interface Traffic {
  readonly device: string;
  readonly receivedBytes: number;
  readonly sentBytes: number;
}

/** /proc/PID/net/dev */
export function parseTraffic(text: string): Traffic[] {
  return text
    .split('\n')
    .slice(2)
    .map((line) => line.trim().split(/[:\s]+/))
    .filter((fields) => fields.length >= 17)
    .map((fields) => ({ device: fields[0] as string, receivedBytes: Number(fields[1]), sentBytes: Number(fields[9]) }));
}

/** `name value` a line, as in cpu.stat. */
export function parseTable(text = ''): Record<string, number> {
  const pairs = text.split('\n').map((line) => line.split(' '));
  return Object.fromEntries(pairs.flatMap(([name, value]) => (name && value !== undefined && Number.isFinite(Number(value)) ? [[name, Number(value)]] : [])));
}

/** cpu.max, "QUOTA PERIOD" in microseconds, as a share of one processor. */
export function processorLimit(text: string): string {
  const [quota, period] = text.split(' ').map(Number);
  return quota && period ? `${Math.round((quota / period) * 100)} %` : 'none';
}

/** Share of the last ten seconds in which some process waited, in percent (Documentation/accounting/psi.rst); `null` without the file. */
export function pressure(text: string | undefined): number | null {
  const value = /^some avg10=([\d.]+)/m.exec(text ?? '')?.[1];
  return value === undefined ? null : Number(value);
}
