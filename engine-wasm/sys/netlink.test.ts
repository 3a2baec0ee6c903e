import { expect, test } from 'vitest';
import { addAddress, addVeth, findLink, linkIndex, routeLocalNet } from './netlink.ts';
import { toHex } from './netlink-message.ts';
import { action, hook, match, replaceTable, rule } from './nftables.ts';

/** The messages in a buffer: length, type, flags. */
function headers(bytes: Uint8Array): readonly (readonly [length: number, type: number, flags: number])[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const found: (readonly [number, number, number])[] = [];
  for (let at = 0; at < bytes.length; at += (view.getUint32(at, true) + 3) & ~3)
    found.push([view.getUint32(at, true), view.getUint16(at + 4, true), view.getUint16(at + 6, true)]);
  return found;
}

test('an address: nlmsghdr, ifaddrmsg, local, address and broadcast', () => {
  expect(toHex(addAddress(2, '172.17.0.2', 16))).toBe(
    [
      '30000000' + '1400' + '0506' + '0000000000000000',
      '02100000' + '02000000',
      '08000200' + 'ac110002',
      '08000100' + 'ac110002',
      '08000400' + 'ac11ffff',
    ].join(''),
  );
});

test('the PID of the peer’s namespace is the last word of a veth pair', () => {
  const pair = { name: 'veth0', bridge: 3, peer: { name: 'eth0', mac: '02:42:ac:11:00:02' } };
  const { message, pidOffset } = addVeth({ ...pair, pid: 0 });
  const known = addVeth({ ...pair, pid: 4711 }).message;
  expect(pidOffset).toBe(message.length - 4);
  new DataView(message.buffer).setInt32(pidOffset, 4711, true);
  expect(toHex(message)).toBe(toHex(known));
});

test('route_localnet is an attribute in three layers', () => {
  expect(toHex(routeLocalNet(7)).slice(64)).toBe('14001a00' + '10000200' + '0c000100' + '08001a00' + '01000000');
});

test('the index of an interface is read from behind two headers', () => {
  const answer = new Uint8Array(32);
  new DataView(answer.buffer).setInt32(20, 9, true);
  expect(linkIndex(answer)).toBe(9);
  expect(headers(findLink('eth0'))).toEqual([[44, 18, 5]]);
});

test('a table is replaced in one transaction; only what is between its ends is acknowledged', () => {
  const drop = rule(match.inputIs(3), action.drop());
  const chain = { name: 'forward', type: 'filter', hook: hook.forward, priority: 0, rules: [drop] } as const;
  const [begin, destroy, table, chained, ruled, end] = headers(replaceTable('t', [chain]));
  expect([begin, end].map((header) => header?.slice(1))).toEqual([
    [0x10, 1],
    [0x11, 1],
  ]);
  expect([destroy, table, chained, ruled].map((header) => (header?.[1] ?? 0) & 255)).toEqual([26, 0, 3, 6]);
  expect([destroy, table, chained, ruled].every((header) => (header?.[2] ?? 0) & 4)).toBe(true);
  expect(headers(replaceTable('t', []))).toHaveLength(3);
});

test('a comparison loads a register and compares it', () => {
  expect(match.destinationPort(8080).map(toHex).join('')).toContain('1f90');
  expect(match.destination('10.0.0.1').map(toHex).join('')).toContain('0a000001');
});
