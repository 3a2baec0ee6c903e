import { expect, test } from 'vitest';
import { capabilityMask, capabilitySet, checkCapabilities } from './capabilities.ts';

const mask = (request: { privileged?: boolean; add?: readonly string[]; drop?: readonly string[] }): string =>
  capabilityMask(capabilitySet({ privileged: false, add: [], drop: [], ...request }));

test.each([
  ['Docker’s default', {}, '00000000a80425fb'],
  ['one more, with or without prefix', { add: ['cap_net_admin'] }, '00000000a80435fb'],
  ['one less', { drop: ['MKNOD'] }, '00000000a00425fb'],
  ['none but one', { drop: ['ALL'], add: ['CHOWN'] }, '0000000000000001'],
  ['all but one', { add: ['ALL'], drop: ['CHOWN'] }, '000001fffffffffe'],
  ['privileged', { privileged: true, drop: ['ALL'] }, '000001ffffffffff'],
])('%s', (_, request, expected) => {
  expect(mask(request)).toBe(expected);
});

test('a name that is none is refused in Docker’s words', () => {
  expect(() => checkCapabilities('CapAdd', ['nosuch'])).toThrow('invalid CapAdd: unknown capability: "CAP_NOSUCH"');
  expect(() => checkCapabilities('CapDrop', ['all', 'chown'])).not.toThrow();
});
