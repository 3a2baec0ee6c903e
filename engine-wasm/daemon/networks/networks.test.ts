import { expect, test } from 'vitest';
import type { NetworkCreateRequest } from '../../api/networks.ts';
import { networkOf } from './create.ts';
import type { Network } from './network.ts';
import { portRows, portsOf } from './ports.ts';
import { contains, formatAddress, formatSubnet, overlap, parseAddress, parseCidr } from './subnet.ts';

const subnet = (text: string): { base: number; prefixLength: number } => parseCidr(text)?.subnet ?? { base: 0, prefixLength: 32 };

function create(request: NetworkCreateRequest, existing: readonly Network[] = []): Network {
  return networkOf({ Name: 'n', ...request }, existing, 'f'.repeat(64), '');
}

test('addresses and blocks', () => {
  expect(formatAddress(parseAddress('255.1.0.7') ?? 0)).toBe('255.1.0.7');
  expect(parseAddress('1.2.3.256')).toBeNull();
  expect(formatSubnet(subnet('10.1.2.3/8'))).toBe('10.0.0.0/8');
  expect(parseCidr('10.0.0.0/33')).toBeNull();
  expect(contains(subnet('10.1.0.0/16'), parseAddress('10.1.255.255') ?? 0)).toBe(true);
  expect(overlap(subnet('10.1.0.0/16'), subnet('10.0.0.0/8'))).toBe(true);
  expect(overlap(subnet('10.1.0.0/16'), subnet('10.2.0.0/16'))).toBe(false);
});

test('without a wish the next free block of the pools is taken', () => {
  const first = create({});
  expect(first).toMatchObject({ subnet: subnet('172.17.0.0/16'), gateway: '172.17.0.1', bridge: 'br-ffffffffffff', requested: null });
  const many: Network[] = [];
  for (let i = 0; i < 16; i++) many.push(create({ Name: `n${i}`, Options: { 'com.docker.network.bridge.name': `b${i}` } }, many));
  expect(many.slice(-2).map((network) => formatSubnet(network.subnet ?? subnet('')))).toEqual(['172.31.0.0/16', '192.168.0.0/20']);
});

test.each([
  [{ Subnet: '10.9.0.0/24' }, '10.9.0.1', '10.9.0.0/24'],
  [{ Subnet: '10.9.0.0/24', Gateway: '10.9.0.254' }, '10.9.0.254', '10.9.0.0/24'],
  [{ Subnet: '10.9.0.0/24', IPRange: '10.9.0.128/25' }, '10.9.0.128', '10.9.0.128/25'],
])('%j', (pool, gateway, range) => {
  expect(create({ IPAM: { Config: [pool] } })).toMatchObject({ gateway, range: subnet(range), requested: pool });
});

test.each([
  [{ Subnet: 'foo' }, 'invalid network config:\ninvalid subnet foo: invalid CIDR block notation'],
  [{ Subnet: '10.1.0.5/16' }, 'invalid network config:\ninvalid subnet 10.1.0.5/16: it should be 10.1.0.0/16'],
])('%j is refused', (pool, text) => {
  expect(() => create({ IPAM: { Config: [pool] } })).toThrow(text);
});

test('what overlaps is refused', () => {
  expect(() => create({ Name: 'other', IPAM: { Config: [{ Subnet: '172.17.4.0/24' }] } }, [create({})])).toThrow(
    'Pool overlaps with other one on this address space',
  );
});

test('ports as inspect and ps show them', () => {
  const mapping = { protocol: 'tcp', containerPort: 80, hostAddress: '0.0.0.0', hostPort: 8080 } as const;
  expect(portsOf(['80/tcp', '99/udp'], [mapping])).toEqual({ '80/tcp': [{ HostIp: '0.0.0.0', HostPort: '8080' }], '99/udp': null });
  expect(portRows(['80/tcp', '99/udp'], [mapping])).toEqual([
    { IP: '0.0.0.0', PrivatePort: 80, PublicPort: 8080, Type: 'tcp' },
    { PrivatePort: 99, Type: 'udp' },
  ]);
});
