/**
 * The system call filter: classic BPF over struct seccomp_data (seccomp(2)). What a container has no business calling fails with EPERM,
 * as Docker's default profile has it; a capability that was added brings its calls back.
 */

/** i386 numbers (arch/x86/entry/syscalls/syscall_32.tbl) by the capability that allows them; '' = none does. */
const refused: Readonly<Record<string, readonly number[]>> = {
  // add_key, request_key, keyctl, userfaultfd, uselib, ustat, sysfs, _sysctl, nfsservctl
  '': [286, 287, 288, 374, 86, 62, 135, 149, 169],
  // mount, umount, umount2, swapon, swapoff, pivot_root, setns, unshare, quotactl, sethostname, setdomainname, fsopen family, bpf, perf_event_open, fanotify_init, lookup_dcookie
  SYS_ADMIN: [21, 22, 52, 87, 115, 217, 346, 310, 131, 74, 121, 428, 429, 430, 431, 432, 433, 442, 357, 336, 338, 253],
  // reboot, kexec_load
  SYS_BOOT: [88, 283],
  // init_module, delete_module, finit_module
  SYS_MODULE: [128, 129, 350],
  // iopl, ioperm
  SYS_RAWIO: [110, 101],
  // settimeofday, stime, clock_settime, clock_settime64
  SYS_TIME: [79, 25, 264, 404],
  // acct
  SYS_PACCT: [51],
  // syslog
  SYSLOG: [103],
  // vhangup
  SYS_TTY_CONFIG: [111],
  // open_by_handle_at
  DAC_READ_SEARCH: [342],
};

const loadNumber = { code: 0x20, jt: 0, jf: 0, k: 0 };
const EPERM = 1;
const refuse = 0x00050000 | EPERM;
const allow = 0x7fff0000;
/** clone3 hides its flags in memory: libraries fall back to clone. */
const absent = 0x00050000 | 38;
const clone = 120;
const clone3 = 435;
/** CLONE_NEW* of all namespaces. */
const newNamespaces = 0x7e020000;
const firstArgument = 16;

interface Instruction {
  readonly code: number;
  readonly jt: number;
  readonly jf: number;
  readonly k: number;
}

const ret = (k: number): Instruction => ({ code: 0x06, jt: 0, jf: 0, k });

/** One `if (number == n) return EPERM` each: short enough for a linear scan. `clone` may make no namespaces. */
function program(capabilities: ReadonlySet<string>): readonly Instruction[] {
  const numbers = Object.entries(refused).flatMap(([capability, calls]) => (capability !== '' && capabilities.has(capability) ? [] : calls));
  const checks = numbers.flatMap((k) => [{ code: 0x15, jt: 0, jf: 1, k }, ret(refuse)]);
  const cloneCheck = capabilities.has('SYS_ADMIN')
    ? []
    : [
        { code: 0x15, jt: 0, jf: 1, k: clone3 },
        ret(absent),
        { code: 0x15, jt: 0, jf: 4, k: clone },
        { code: 0x20, jt: 0, jf: 0, k: firstArgument },
        { code: 0x45, jt: 0, jf: 1, k: newNamespaces },
        ret(refuse),
        ret(allow),
      ];
  return [loadNumber, ...checks, ...cloneCheck, ret(allow)];
}

function littleEndian(value: number, bytes: number): string {
  let hex = '';
  for (let i = 0; i < bytes; i++) hex += ((value >>> (8 * i)) & 255).toString(16).padStart(2, '0');
  return hex;
}

const cache = new Map<string, string>();

/** The filter as hex of an array of struct sock_filter; kept, as most containers have the same. */
export function seccompProgram(capabilities: ReadonlySet<string>): string {
  const key = [...capabilities].sort().join();
  let hex = cache.get(key);
  if (hex === undefined) {
    hex = program(capabilities)
      .map(({ code, jt, jf, k }) => littleEndian(code, 2) + littleEndian(jt, 1) + littleEndian(jf, 1) + littleEndian(k, 4))
      .join('');
    cache.set(key, hex);
  }
  return hex;
}
