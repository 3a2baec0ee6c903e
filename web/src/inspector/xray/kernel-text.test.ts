import { expect, test } from 'vitest';
import { capabilitiesIn, parseMounts, parseRoutes, parseTable, parseTraffic, pressure, seccompMode, statusField } from './kernel-text.ts';

const status = 'Name:\tsleep\nUid:\t0\t0\t0\t0\nCapEff:\t00000000a80425fb\nSeccomp:\t2\nSeccomp_filters:\t1\n';

test('fields of a status', () =>
  expect([statusField(status, 'Name'), statusField(status, 'Uid'), statusField(status, 'None')]).toEqual(['sleep', '0\t0\t0\t0', '']));

test('Docker’s fourteen capabilities', () =>
  expect(capabilitiesIn(statusField(status, 'CapEff')).join(' ')).toBe(
    'CHOWN DAC_OVERRIDE FOWNER FSETID KILL SETGID SETUID SETPCAP NET_BIND_SERVICE NET_RAW SYS_CHROOT MKNOD AUDIT_WRITE SETFCAP',
  ));

test.each(['', 'zz'])('a mask that is none (%s) holds nothing', (mask) => expect(capabilitiesIn(mask)).toEqual([]));

test('the mode of seccomp', () => expect([seccompMode(status), seccompMode('Seccomp:\t0\n'), seccompMode('')]).toEqual(['filter, 1 filter', 'off', 'off']));

test('mounts, with optional fields and escaped spaces', () =>
  expect(parseMounts('36 35 0:20 / /a\\040b rw,noatime shared:1 master:2 - overlay overlay rw,lowerdir=/l\n')).toEqual([
    { target: '/a b', fstype: 'overlay', source: 'overlay', options: 'rw,noatime' },
  ]));

test('routes', () =>
  expect(
    parseRoutes(
      'Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT\neth0\t00000000\t010011AC\t0003\t0\t0\t0\t00000000\t0\t0\t0\neth0\t000011AC\t00000000\t0001\t0\t0\t0\t0000FFFF\t0\t0\t0\n',
    ),
  ).toEqual([
    { device: 'eth0', destination: 'default', gateway: '172.17.0.1' },
    { device: 'eth0', destination: '172.17.0.0/16', gateway: '' },
  ]));

test('traffic', () =>
  expect(parseTraffic('Inter-|\n face |\n  eth0: 866 9 0 0 0 0 0 0 42 1 0 0 0 0 0 0\n')).toEqual([{ device: 'eth0', receivedBytes: 866, sentBytes: 42 }]));

test('tables and pressure', () => {
  expect(parseTable('usage_usec 12\nbroken\nx y\n')).toEqual({ usage_usec: 12 });
  expect([pressure('some avg10=1.25 avg60=0\nfull avg10=9'), pressure(undefined)]).toEqual([1.25, null]);
});
