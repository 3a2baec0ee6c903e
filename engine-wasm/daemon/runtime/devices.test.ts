import { expect, test } from 'vitest';
import { defaultDeviceProgram, deviceProgram, ownDeviceProgram, parseDeviceRule } from './devices.ts';

const [mknod, read, write] = [1, 2, 4];
const [block, character] = [1, 2];

/** Runs a program as the kernel would. */
function run(hex: string, type: number, access: number, major: number, minor: number): number {
  const bytes = new DataView(Uint8Array.from(hex.match(/../g) ?? [], (pair) => parseInt(pair, 16)).buffer);
  const context = [type | (access << 16), major, minor];
  const registers = new Array<number>(11).fill(0);
  for (let at = 0; ; at++) {
    const code = bytes.getUint8(at * 8);
    const to = bytes.getUint8(at * 8 + 1) & 15;
    const from = bytes.getUint8(at * 8 + 1) >> 4;
    const offset = bytes.getInt16(at * 8 + 2, true);
    const immediate = bytes.getInt32(at * 8 + 4, true);
    const value = registers[to] ?? 0;
    if (code === 0x95) return registers[0] ?? 0;
    else if (code === 0x61) registers[to] = context[offset / 4] ?? 0;
    else if (code === 0x54) registers[to] = value & immediate;
    else if (code === 0x74) registers[to] = value >>> immediate;
    else if (code === 0xbf) registers[to] = registers[from] ?? 0;
    else if (code === 0xb7) registers[to] = immediate;
    else if (code === 0x56) at += value === immediate ? 0 : offset;
    else if (code === 0x5d) at += value === registers[from] ? 0 : offset;
    else throw new Error(`instruction ${code}`);
  }
}

test.each([
  ['null is read and written', character, read | write, 1, 3, 1],
  ['a pseudo terminal is opened', character, read | write, 136, 7, 1],
  ['any node is made', block, mknod, 8, 0, 1],
  ['the kernel log is not read', character, read, 1, 11, 0],
  ['memory is not read', character, read, 1, 1, 0],
  ['a disk is not read', block, read, 8, 0, 0],
  ['making and opening at once is not covered', character, mknod | read, 1, 1, 0],
])('by default %s', (_, type, access, major, minor, result) => {
  expect(run(defaultDeviceProgram(), type, access, major, minor)).toBe(result);
});

test('a rule adds its device with its access only', () => {
  const rule = parseDeviceRule('c 1:11 r');
  const program = ownDeviceProgram(false, rule ? [rule] : []) ?? '';
  expect(run(program, character, read, 1, 11)).toBe(1);
  expect(run(program, character, write, 1, 11)).toBe(0);
  expect(run(program, character, read, 1, 3)).toBe(1);
});

test('a privileged container may use everything; one with nothing of its own has no program', () => {
  expect(run(ownDeviceProgram(true, []) ?? '', block, read | write | mknod, 8, 0)).toBe(1);
  expect(ownDeviceProgram(false, [])).toBeNull();
});

test.each(['foo', 'c 1 rwm', 'd 1:3 r', 'c 1:3 x', 'c 1:3'])('%j is no rule', (text) => {
  expect(parseDeviceRule(text)).toBeNull();
});

test('numbers may be left open', () => {
  const rule = parseDeviceRule('b 8:* rw');
  expect(run(deviceProgram(rule ? [rule] : []), block, read, 8, 5)).toBe(1);
  expect(run(deviceProgram(rule ? [rule] : []), block, read, 9, 5)).toBe(0);
});
