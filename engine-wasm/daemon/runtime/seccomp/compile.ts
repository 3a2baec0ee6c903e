/** A seccomp profile as classic BPF over struct seccomp_data (seccomp(2), linux/filter.h). */
import type { Condition, Profile, Rule } from './profile.ts';
import { syscallNumber } from './syscalls.ts';

interface Instruction {
  readonly code: number;
  readonly jt: number;
  readonly jf: number;
  readonly k: number;
}

/** BPF_LD|W|ABS, BPF_ALU|AND|K, BPF_JMP|JA, BPF_JMP|J*|K, BPF_RET|K */
const op = { load: 0x20, and: 0x54, always: 0x05, equal: 0x15, greater: 0x25, greaterOrEqual: 0x35, ret: 0x06 } as const;
const EPERM = 1;
const ENOSYS = 38;
const errnoAction = 0x00050000;
const longestJump = 255;

/** Offsets in struct seccomp_data: the call's number, and the low half of a 64-bit argument. */
const numberOffset = 0;
const argumentOffset = (index: number): number => 16 + 8 * index;

const instruction = (code: number, k: number, jt = 0, jf = 0): Instruction => ({ code, jt, jf, k });

/** SECCOMP_RET_* for libseccomp's names. @throws Error in runc's words */
function returnValue(action: string, errnoRet: number | undefined): number {
  const data = (errnoRet ?? EPERM) & 0xffff;
  switch (action) {
    case 'SCMP_ACT_ALLOW':
      return 0x7fff0000;
    case 'SCMP_ACT_LOG':
      return 0x7ffc0000;
    case 'SCMP_ACT_TRACE':
      return 0x7ff00000 | data;
    case 'SCMP_ACT_ERRNO':
      return errnoAction | data;
    case 'SCMP_ACT_TRAP':
      return 0x00030000;
    case 'SCMP_ACT_KILL':
    case 'SCMP_ACT_KILL_THREAD':
      return 0;
    case 'SCMP_ACT_KILL_PROCESS':
      return 0x80000000;
    default:
      throw new Error(`string ${action} is not a valid action for seccomp`);
  }
}

/** What is done about a call: the first alternative whose conditions all hold decides. */
interface Verdict {
  readonly alternatives: readonly { readonly conditions: readonly Condition[]; readonly value: number }[];
  readonly otherwise: number;
}

function applies({ includes, excludes }: Rule, capabilities: ReadonlySet<string>): boolean {
  const has = (name: string): boolean => capabilities.has(name.replace(/^CAP_/, ''));
  const isHere = (arch: string): boolean => arch === 'x86' || arch === '386';
  if (includes?.caps?.some((name) => !has(name)) || excludes?.caps?.some(has)) return false;
  return !(includes?.arches?.length && !includes.arches.some(isHere)) && !excludes?.arches?.some(isHere);
}

/** Verdicts by call number; calls that i386 does not have are passed over, as libseccomp does. */
function verdictsOf(profile: Profile, capabilities: ReadonlySet<string>, byDefault: number): readonly (Verdict | undefined)[] {
  const verdicts: (Verdict | undefined)[] = [];
  const decided = new Set<number>();
  for (const rule of profile.syscalls ?? []) {
    if (!applies(rule, capabilities)) continue;
    const value = returnValue(rule.action, rule.errnoRet);
    for (const name of rule.names ?? (rule.name === undefined ? [] : [rule.name])) {
      const number = syscallNumber(name);
      if (number === undefined || decided.has(number)) continue;
      const before = verdicts[number]?.alternatives ?? [];
      if (rule.args?.length) verdicts[number] = { alternatives: [...before, { conditions: rule.args, value }], otherwise: byDefault };
      else {
        verdicts[number] = { alternatives: before, otherwise: value };
        decided.add(number);
      }
    }
  }
  return verdicts;
}

/** Goes on when the condition holds, else over the `rest` that follows it. @throws Error in runc's words */
function test({ index, value, valueTwo = 0, op: comparison }: Condition, rest: number): readonly Instruction[] {
  const load = instruction(op.load, argumentOffset(index));
  const when = (code: number, k = value): readonly Instruction[] => [load, instruction(code, k, 0, rest)];
  const unless = (code: number): readonly Instruction[] => [load, instruction(code, value, rest, 0)];
  switch (comparison) {
    case 'SCMP_CMP_EQ':
      return when(op.equal);
    case 'SCMP_CMP_NE':
      return unless(op.equal);
    case 'SCMP_CMP_GE':
      return when(op.greaterOrEqual);
    case 'SCMP_CMP_GT':
      return when(op.greater);
    case 'SCMP_CMP_LT':
      return unless(op.greaterOrEqual);
    case 'SCMP_CMP_LE':
      return unless(op.greater);
    case 'SCMP_CMP_MASKED_EQ':
      return [load, instruction(op.and, value), instruction(op.equal, valueTwo, 0, rest)];
    default:
      throw new Error(`string ${comparison} is not a valid operator for seccomp`);
  }
}

function verdictCode({ alternatives, otherwise }: Verdict): readonly Instruction[] {
  const code: Instruction[] = [];
  for (const { conditions, value } of alternatives) {
    let block: readonly Instruction[] = [instruction(op.ret, value)];
    for (const condition of [...conditions].reverse()) block = [...test(condition, block.length), ...block];
    code.push(...block);
  }
  return [...code, instruction(op.ret, otherwise)];
}

interface Range {
  readonly from: number;
  readonly code: readonly Instruction[];
}

/**
 * Neighbours with the same simple verdict are one range; a call with conditions is one of its own. Calls beyond all that the profile knows are
 * newer than the profile: they are told to be absent, as runc does, so that libraries fall back to what they used before.
 */
function rangesOf(verdicts: readonly (Verdict | undefined)[], byDefault: number): readonly Range[] {
  const ranges: Range[] = [];
  const beyond = byDefault >>> 16 === errnoAction >>> 16 ? errnoAction | ENOSYS : byDefault;
  let last: number | null = null;
  for (let number = 0; number <= verdicts.length; number++) {
    const verdict = verdicts[number] ?? { alternatives: [], otherwise: number === verdicts.length ? beyond : byDefault };
    const simple = verdict.alternatives.length === 0 ? verdict.otherwise : null;
    if (simple === null || simple !== last) ranges.push({ from: number, code: verdictCode(verdict) });
    last = simple;
  }
  return ranges;
}

/** A binary search: few comparisons a call, and few for the kernel, which runs a new filter over every call once to learn which are always allowed. */
function search(ranges: readonly Range[]): readonly Instruction[] {
  if (ranges.length === 1) return (ranges[0] as Range).code;
  const middle = ranges.length >> 1;
  const low = search(ranges.slice(0, middle));
  const high = search(ranges.slice(middle));
  const { from } = ranges[middle] as Range;
  const branch =
    low.length <= longestJump
      ? [instruction(op.greaterOrEqual, from, low.length, 0)]
      : [instruction(op.greaterOrEqual, from, 0, 1), instruction(op.always, low.length)];
  return [...branch, ...low, ...high];
}

function littleEndian(value: number, bytes: number): string {
  let hex = '';
  for (let i = 0; i < bytes; i++) hex += ((value >>> (8 * i)) & 255).toString(16).padStart(2, '0');
  return hex;
}

/**
 * The filter for a process with these capabilities, as hex of an array of struct sock_filter; `null` when the profile decides nothing.
 * The architecture is not checked: the guest's kernel has the calls of i386 and no others.
 * @throws Error in runc's words
 */
export function compileProfile(profile: Profile, capabilities: ReadonlySet<string>): string | null {
  if (!profile.defaultAction) return null;
  const byDefault = returnValue(profile.defaultAction, profile.defaultErrnoRet);
  const ranges = rangesOf(verdictsOf(profile, capabilities, byDefault), byDefault);
  return [instruction(op.load, numberOffset), ...search(ranges)]
    .map(({ code, jt, jf, k }) => littleEndian(code, 2) + littleEndian(jt, 1) + littleEndian(jf, 1) + littleEndian(k, 4))
    .join('');
}
