import { expect, test } from 'vitest';
import { parseMount } from './mounts.ts';
import { parseNetwork } from './networks.ts';
import { portsOf } from './ports.ts';

test.each([
  ['80', { '80/tcp': [{ HostIp: '', HostPort: '' }] }],
  ['8080:80', { '80/tcp': [{ HostIp: '', HostPort: '8080' }] }],
  ['127.0.0.1:1-2:3-4/udp', { '3/udp': [{ HostIp: '127.0.0.1', HostPort: '1' }], '4/udp': [{ HostIp: '127.0.0.1', HostPort: '2' }] }],
  ['[::1]:5:6', { '6/tcp': [{ HostIp: '::1', HostPort: '5' }] }],
  ['7000-7010:80', { '80/tcp': [{ HostIp: '', HostPort: '7000-7010' }] }],
])('-p %s', (given, bindings) => {
  expect(portsOf([given], []).bindings).toEqual(bindings);
});

test.each([
  ['foo', 'invalid containerPort: foo'],
  ['99999:80', 'invalid hostPort: 99999'],
  ['1-3:5-6', 'invalid ranges specified for container and host Ports: 5-6 and 1-3'],
  ['80:80/foo', 'invalid proto: foo'],
])('-p %s is refused', (given, message) => {
  expect(() => portsOf([given], [])).toThrow(message);
});

test('--mount', () => {
  expect(parseMount('type=bind,src=/a,"dst=/b,c",ro,bind-propagation=rslave')).toEqual({
    Type: 'bind',
    Source: '/a',
    Target: '/b,c',
    ReadOnly: true,
    BindOptions: { Propagation: 'rslave' },
  });
});

test.each([
  ['foo', "invalid field 'foo' must be a key=value pair"],
  ['type=volume', 'target is required'],
  ['type=tmpfs,dst=/x,foo=bar', "unexpected key 'foo' in 'foo=bar'"],
  ['type=volume,src=a,dst=/x,tmpfs-size=3', "cannot mix 'tmpfs-*' options with mount type 'volume'"],
])('--mount %s is refused', (given, message) => {
  expect(() => parseMount(given)).toThrow(message);
});

test('--network in its long form', () => {
  expect(parseNetwork('name=back,alias=db,alias=sql,ip=10.0.0.5')).toMatchObject({ name: 'back', aliases: ['db', 'sql'], ip: '10.0.0.5' });
  expect(() => parseNetwork('name=a,foo=b')).toThrow('invalid field key foo');
});
