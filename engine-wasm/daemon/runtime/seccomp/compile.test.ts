import { expect, test } from 'vitest';
import { capabilitySet } from '../capabilities.ts';
import { compileProfile } from './compile.ts';
import { defaultProfile, type Profile } from './profile.ts';
import { syscallNumber } from './syscalls.ts';

const ALLOW = 0x7fff0000;
const EPERM = 0x00050001;
const ENOSYS = 0x00050026;

/** Runs a filter as the kernel would. Returns the verdict and how many instructions it took. */
function run(hex: string, call: number, args: readonly number[] = []): { verdict: number; steps: number } {
  const bytes = new DataView(Uint8Array.from(hex.match(/../g) ?? [], (pair) => parseInt(pair, 16)).buffer);
  const word = (offset: number): number => (offset === 0 ? call : (args[(offset - 16) / 8] ?? 0));
  let accumulator = 0;
  for (let at = 0, steps = 1; ; at++, steps++) {
    const code = bytes.getUint16(at * 8, true);
    const k = bytes.getUint32(at * 8 + 4, true);
    const jump = (holds: boolean): void => void (at += bytes.getUint8(at * 8 + (holds ? 2 : 3)));
    if (code === 0x06) return { verdict: k, steps };
    else if (code === 0x20) accumulator = word(k);
    else if (code === 0x54) accumulator = (accumulator & k) >>> 0;
    else if (code === 0x05) at += k;
    else if (code === 0x15) jump(accumulator === k);
    else if (code === 0x25) jump(accumulator > k);
    else if (code === 0x35) jump(accumulator >= k);
    else throw new Error(`instruction ${code}`);
  }
}

const number = (name: string): number => syscallNumber(name) ?? Number.NaN;

function filterWith(...add: readonly string[]): string {
  return compileProfile(defaultProfile(), capabilitySet({ privileged: false, add, drop: [] })) ?? '';
}

function verdict(filter: string, name: string, ...args: readonly number[]): number {
  return run(filter, number(name), args).verdict;
}

test('the table follows the kernel: numbers on both sides of its gaps', () => {
  expect(['restart_syscall', 'execve', 'fcntl64', 'gettid', 'rseq', 'semget', 'clone3', 'mseal'].map(number)).toEqual([0, 11, 221, 224, 386, 393, 435, 462]);
  expect(syscallNumber('nosuchcall')).toBeUndefined();
});

test('the default profile names only calls that exist', () => {
  const unknown = (defaultProfile().syscalls ?? []).flatMap(({ names }) => names ?? []).filter((name) => syscallNumber(name) === undefined);
  expect(unknown).toEqual([]);
});

test.each(['read', 'execve', 'openat', 'chroot', 'ptrace', 'socketpair'])('%s is allowed', (name) => {
  expect(verdict(filterWith(), name)).toBe(ALLOW);
});

test.each([
  'mount',
  'umount2',
  'unshare',
  'setns',
  'keyctl',
  'add_key',
  'bpf',
  'reboot',
  'settimeofday',
  'swapon',
  'pivot_root',
  'userfaultfd',
  'io_uring_setup',
])('%s is refused', (name) => {
  expect(verdict(filterWith(), name)).toBe(EPERM);
});

test('a capability brings its calls', () => {
  const admin = filterWith('SYS_ADMIN');
  for (const name of ['mount', 'unshare', 'clone3']) expect(verdict(admin, name)).toBe(ALLOW);
  expect(verdict(admin, 'keyctl')).toBe(EPERM);
  expect(verdict(filterWith('SYS_TIME'), 'clock_settime64')).toBe(ALLOW);
});

test('arguments decide: namespaces by clone, personalities, VSOCK', () => {
  const filter = filterWith();
  const CLONE_NEWUSER = 0x10000000;
  const CLONE_VM = 0x100;
  expect(verdict(filter, 'clone', CLONE_VM)).toBe(ALLOW);
  expect(verdict(filter, 'clone', CLONE_NEWUSER | CLONE_VM)).toBe(EPERM);
  expect(verdict(filterWith('SYS_ADMIN'), 'clone', CLONE_NEWUSER)).toBe(ALLOW);
  expect(verdict(filter, 'clone3')).toBe(ENOSYS);
  expect([0, 8, 0x20008, 0xffffffff].map((value) => verdict(filter, 'personality', value))).toEqual([ALLOW, ALLOW, ALLOW, ALLOW]);
  expect(verdict(filter, 'personality', 4)).toBe(EPERM);
  expect(verdict(filter, 'socket', 2)).toBe(ALLOW);
  expect(verdict(filter, 'socket', 40)).toBe(EPERM);
});

test('what is newer than the profile is absent', () => {
  expect(run(filterWith(), 900).verdict).toBe(ENOSYS);
});

test('the default filter is short, and so is the way through it', () => {
  const filter = filterWith();
  expect(filter.length / 16).toBeLessThan(300);
  for (let call = 0; call <= 462; call++) expect(run(filter, call).steps).toBeLessThan(24);
});

test('a profile of one’s own: errno, comparisons, several conditions', () => {
  const profile: Profile = {
    defaultAction: 'SCMP_ACT_ALLOW',
    syscalls: [
      { names: ['mkdir', 'nosuchcall'], action: 'SCMP_ACT_ERRNO', errnoRet: 28 },
      {
        names: ['kill'],
        action: 'SCMP_ACT_KILL_PROCESS',
        args: [
          { index: 0, value: 1, op: 'SCMP_CMP_LE' },
          { index: 1, value: 9, op: 'SCMP_CMP_NE' },
        ],
      },
    ],
  };
  const filter = compileProfile(profile, new Set()) ?? '';
  expect(verdict(filter, 'mkdir')).toBe(0x0005001c);
  expect(verdict(filter, 'kill', 1, 15)).toBe(0x80000000);
  expect(verdict(filter, 'kill', 1, 9)).toBe(ALLOW);
  expect(verdict(filter, 'kill', 2, 15)).toBe(ALLOW);
  expect(run(filter, 900).verdict).toBe(ALLOW);
});

test('long programs jump far', () => {
  const names = ['read', 'write', 'open', 'close', 'link', 'unlink', 'chdir', 'time', 'chmod', 'lseek'];
  const args = [0, 1, 2, 3, 4, 5].map((index) => ({ index, value: 7, op: 'SCMP_CMP_EQ' }));
  const syscalls = names.flatMap((name) => Array.from({ length: 4 }, () => ({ names: [name], action: 'SCMP_ACT_ERRNO', args })));
  const filter = compileProfile({ defaultAction: 'SCMP_ACT_ALLOW', syscalls }, new Set()) ?? '';
  for (const name of names) {
    expect(verdict(filter, name, 7, 7, 7, 7, 7, 7)).toBe(EPERM);
    expect(verdict(filter, name, 7, 7, 7, 7, 7, 8)).toBe(ALLOW);
  }
  expect(verdict(filter, 'mmap2')).toBe(ALLOW);
});

test('an empty profile decides nothing; a wrong one is refused in runc’s words', () => {
  expect(compileProfile({}, new Set())).toBeNull();
  expect(() => compileProfile({ defaultAction: 'FOO' }, new Set())).toThrow('string FOO is not a valid action for seccomp');
});
