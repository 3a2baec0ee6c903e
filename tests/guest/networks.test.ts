/** Networks and published ports as packets find them. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startEngine, type TestEngine } from '../lib/engine.ts';

let engine: TestEngine;
const docker: TestEngine['docker'] = (command) => engine.docker(command);

/** What a container with `options` prints and how it ends. */
async function inContainer(options: string, command: string): Promise<{ code: number; stdout: string }> {
  const { code, stdout } = await engine.run(`docker run --rm ${options} busybox sh -c '${command}'`);
  return { code, stdout };
}

const webServer = 'busybox httpd -f -h /etc -p 80';
const fetchHostname = (address: string): string => `wget -T 2 -qO- http://${address}/hostname`;

beforeAll(async () => {
  engine = await startEngine();
});

afterAll(() => engine.stop());

test('a published port leads to its container: by the loopback address, the machine’s, and from other containers', async () => {
  const id = await docker(`run -d --name web -p 8080:80 ${webServer}`);
  const hostname = `${id.slice(0, 12)}\n`;
  expect(await engine.inMachine(fetchHostname('127.0.0.1:8080'))).toBe(hostname);
  expect(await engine.inMachine(fetchHostname('172.17.0.1:8080'))).toBe(hostname);
  expect(await inContainer('', fetchHostname('172.17.0.1:8080'))).toEqual({ code: 0, stdout: hostname });
  expect(await docker('port web')).toBe('80/tcp -> 0.0.0.0:8080');
  await docker('rm -f web');
  expect((await engine.run(`docker run --rm --network host busybox ${fetchHostname('127.0.0.1:8080')}`)).code).toBe(1);
});

test('a port that a program of the machine has is not given away', async () => {
  const { stderr } = await engine.run('docker run --rm -p 127.0.0.2:3140:80 busybox true');
  expect(stderr).toContain('failed to bind host port for 127.0.0.2:3140:172.17.0.2:80/tcp: address already in use');
});

test('a port bound to one address is on that address only', async () => {
  const id = await docker(`run -d --name local -p 127.0.0.1:8081:80 ${webServer}`);
  expect(await engine.inMachine(fetchHostname('127.0.0.1:8081'))).toBe(`${id.slice(0, 12)}\n`);
  expect((await inContainer('', fetchHostname('172.17.0.1:8081'))).code).toBe(1);
  await docker('rm -f local');
});

test('containers of a network find each other by name and alias; other networks are out of reach', async () => {
  await docker('network create front');
  await docker('network create back');
  const id = await docker(`run -d --name site --network front --network-alias www ${webServer}`);
  const address = await docker("inspect -f '{{.NetworkSettings.Networks.front.IPAddress}}' site");
  for (const name of ['site', 'www', 'site.front', id.slice(0, 12)])
    expect(await inContainer('--network front', fetchHostname(name))).toEqual({ code: 0, stdout: `${id.slice(0, 12)}\n` });
  expect(await inContainer('--network back', `nslookup site; ${fetchHostname(address)}`)).toMatchObject({ code: 1 });
  expect((await inContainer('', fetchHostname(address))).code).toBe(1);
  expect(await inContainer('--network back --network front', fetchHostname('www'))).toMatchObject({ code: 0 });
  await docker('rm -f site');
  await docker('network rm front back');
});

test('a running container is connected and disconnected: interfaces, routes, names', async () => {
  await docker('network create later');
  await docker(`run -d --name named --network later ${webServer}`);
  await docker('run -d --name moving busybox sleep 100');
  const routes = (): Promise<string> => docker('exec moving sh -c \'ip route | cut -d" " -f1-5\'');
  await docker('network connect later moving');
  expect(await routes()).toBe('default via 172.17.0.1 dev eth0\n172.17.0.0/16 dev eth0 scope link\n172.18.0.0/16 dev eth1 scope link');
  expect(await docker(`exec moving ${fetchHostname('named')}`)).not.toBe('');
  await docker('network disconnect bridge moving');
  expect(await routes()).toBe('default via 172.18.0.1 dev eth1\n172.18.0.0/16 dev eth1 scope link');
  await docker('network disconnect later moving');
  expect(await routes()).toBe('');
  await docker('rm -f moving named');
  await docker('network rm later');
});

test('an internal network has no way out', async () => {
  await docker('network create --internal inside');
  await docker(`run -d --name outside ${webServer}`);
  const address = await docker("inspect -f '{{.NetworkSettings.IPAddress}}' outside");
  expect((await inContainer('--network inside', `ip route add default via 172.18.0.1; ${fetchHostname(address)}`)).code).toBe(1);
  expect((await inContainer('--network inside --cap-add NET_ADMIN', `ip route add default via 172.18.0.1; ${fetchHostname(address)}`)).code).toBe(1);
  await docker('rm -f outside');
  await docker('network rm inside');
});

test('without inter-container communication two containers of a bridge do not reach each other', async () => {
  await docker('network create -o com.docker.network.bridge.enable_icc=false apart');
  await docker(`run -d --name shy --network apart ${webServer}`);
  expect((await inContainer('--network apart', fetchHostname('shy'))).code).toBe(1);
  await docker('rm -f shy');
  await docker('network rm apart');
});

test('namespaces are shared where asked: network, PID, IPC', async () => {
  const id = await docker(`run -d --name donor --ipc shareable ${webServer}`);
  expect((await inContainer('--network container:donor', `hostname; ${fetchHostname('127.0.0.1')}`)).stdout).toBe(`${id.slice(0, 12)}\n${id.slice(0, 12)}\n`);
  expect((await inContainer('--pid container:donor', 'ps')).stdout).toContain('httpd');
  expect((await inContainer('--ipc container:donor', 'echo shared > /dev/shm/note')).code).toBe(0);
  expect(await docker('exec donor cat /dev/shm/note')).toBe('shared');
  await docker('rm -f donor');
  expect(await engine.inMachine('ls /run/docker/shm')).toBe('');
});

test('what a container leaves in a shared PID namespace ends with it', async () => {
  await inContainer('--pid host', '(sleep 4711 >/dev/null 2>&1 </dev/null &)');
  expect(await engine.inMachine('ps | grep -c "sleep 471[1]"; find /sys/fs/cgroup/docker -mindepth 1 -type d | wc -l')).toBe('0\n0\n');
});

test('networks, addresses, ports and names survive the daemon', async () => {
  await docker('network create lasting');
  await docker(`run -d --name kept --network lasting -p 8082:80 ${webServer}`);
  await engine.inMachine('kill -9 $(pidof dockerd)');
  await expect.poll(async () => (await engine.run('docker ps -q')).stdout, { timeout: 20_000 }).not.toBe('');
  expect(await inContainer('--network lasting', fetchHostname('kept'))).toMatchObject({ code: 0 });
  expect(await engine.inMachine(fetchHostname('127.0.0.1:8082'))).not.toBe('');
  expect((await engine.run('docker run --rm -p 8082:80 busybox true')).stderr).toContain('Bind for 0.0.0.0:8082 failed: port is already allocated');
  await docker('rm -f kept');
  await docker('network rm lasting');
});
