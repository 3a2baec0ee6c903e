/** Devices of a container: which nodes it has in /dev, and which it may use (cgroup v2: an eBPF program of type BPF_PROG_TYPE_CGROUP_DEVICE). */

const access = { m: 1, r: 2, w: 4 } as const;
const types = { b: 1, c: 2 } as const;
const everything = 7;

export interface DeviceRule {
  /** `a`: both. */
  readonly type: 'a' | 'b' | 'c';
  /** `null`: any. */
  readonly major: number | null;
  readonly minor: number | null;
  /** Letters of `rwm`: read, write, mknod. */
  readonly access: string;
}

const rule = (type: DeviceRule['type'], major: number | null, minor: number | null, letters: string): DeviceRule => ({ type, major, minor, access: letters });

/** Any node may be made, but only these be opened: null, zero, full, random, urandom, tty, console, ptmx, and pseudo terminals (runc's defaults). */
const byDefault: readonly DeviceRule[] = [
  rule('c', null, null, 'm'),
  rule('b', null, null, 'm'),
  ...[3, 5, 7, 8, 9].map((minor) => rule('c', 1, minor, 'rwm')),
  ...[0, 1, 2].map((minor) => rule('c', 5, minor, 'rwm')),
  rule('c', 136, null, 'rwm'),
];

const allDevices = rule('a', null, null, 'rwm');

/** `c 1:3 rwm`, `a *:* rwm`; `null` for what is none. */
export function parseDeviceRule(text: string): DeviceRule | null {
  const match = /^([abc]) (\d+|\*):(\d+|\*) ([rwm]{1,3})$/.exec(text);
  if (!match) return null;
  const number = (part: string | undefined): number | null => (part === '*' ? null : Number(part));
  return rule(match[1] as DeviceRule['type'], number(match[2]), number(match[3]), match[4] as string);
}

/** A device of the machine that a container gets. */
export interface DeviceNode {
  readonly path: string;
  readonly type: 'b' | 'c';
  readonly major: number;
  readonly minor: number;
  /** Permission bits. */
  readonly mode: number;
  readonly access: string;
}

export const ruleOf = ({ type, major, minor, access: letters }: DeviceNode): DeviceRule => rule(type, major, minor, letters);

/** struct bpf_insn: opcode, destination and source registers, offset, immediate. */
function instruction(code: number, destination: number, source: number, offset: number, immediate: number): string {
  const bytes = new DataView(new ArrayBuffer(8));
  bytes.setUint8(0, code);
  bytes.setUint8(1, destination | (source << 4));
  bytes.setInt16(2, offset, true);
  bytes.setInt32(4, immediate, true);
  let hex = '';
  for (let i = 0; i < 8; i++) hex += bytes.getUint8(i).toString(16).padStart(2, '0');
  return hex;
}

/** BPF_LDX|MEM|W, BPF_ALU|AND|K, BPF_ALU|RSH|K, BPF_ALU64|MOV|X and |K, BPF_JMP32|JNE|K and BPF_JMP|JNE|X, BPF_JMP|EXIT */
const op = { load: 0x61, and: 0x54, shift: 0x74, copy: 0xbf, set: 0xb7, jumpUnless: 0x56, jumpUnlessSame: 0x5d, exit: 0x95 } as const;
const registers = { result: 0, context: 1, type: 2, access: 3, major: 4, minor: 5, scratch: 6 } as const;

/** Lets the access pass when the rule covers all of it. */
function allow({ type, major, minor, access: letters }: DeviceRule): readonly string[] {
  let bits = 0;
  for (const letter of letters) bits |= access[letter as keyof typeof access];
  const tests: ((skip: number) => readonly string[])[] = [];
  const unless = (register: number, value: number): void => void tests.push((skip) => [instruction(op.jumpUnless, register, 0, skip, value)]);
  if (type !== 'a') unless(registers.type, types[type]);
  if (bits !== everything)
    tests.push((skip) => [
      instruction(op.copy, registers.scratch, registers.access, 0, 0),
      instruction(op.and, registers.scratch, 0, 0, bits),
      instruction(op.jumpUnlessSame, registers.scratch, registers.access, skip, 0),
    ]);
  if (major !== null) unless(registers.major, major);
  if (minor !== null) unless(registers.minor, minor);
  let block: readonly string[] = [instruction(op.set, registers.result, 0, 0, 1), instruction(op.exit, 0, 0, 0, 0)];
  for (const test of tests.reverse()) block = [...test(block.length), ...block];
  return block;
}

const isEverything = ({ type, major, minor, access: letters }: DeviceRule): boolean =>
  type === 'a' && major === null && minor === null && [...'rwm'].every((letter) => letters.includes(letter));

/** The program over struct bpf_cgroup_dev_ctx (linux/bpf.h) that lets pass what a rule covers, as hex of an array of struct bpf_insn. */
export function deviceProgram(rules: readonly DeviceRule[]): string {
  const { context, type, access: wanted, major, minor, result } = registers;
  return [
    instruction(op.load, type, context, 0, 0),
    instruction(op.copy, wanted, type, 0, 0),
    instruction(op.and, type, 0, 0, 0xffff),
    instruction(op.shift, wanted, 0, 0, 16),
    instruction(op.load, major, context, 4, 0),
    instruction(op.load, minor, context, 8, 0),
    // The kernel refuses a program with code that is never reached.
    ...(rules.some(isEverything) ? allow(allDevices) : [...rules.flatMap(allow), instruction(op.set, result, 0, 0, 0), instruction(op.exit, 0, 0, 0, 0)]),
  ].join('');
}

export const defaultDeviceProgram = (): string => deviceProgram(byDefault);

/** The program of a container that may use more than the default; `null` when it has the default, which hangs on the parent of all containers. */
export function ownDeviceProgram(privileged: boolean, extra: readonly DeviceRule[]): string | null {
  if (privileged) return deviceProgram([allDevices]);
  return extra.length === 0 ? null : deviceProgram([...byDefault, ...extra]);
}
