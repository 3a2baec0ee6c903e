/** One bad client never takes the daemon from the others. */
import { connect, type Socket } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startEngine, type TestEngine } from '../lib/engine.ts';

let engine: TestEngine;
let daemon: string;

beforeAll(async () => {
  engine = await startEngine();
  daemon = await engine.inMachine('pidof dockerd');
});

afterAll(() => engine.stop());

/** The same daemon as ever, and it answers. */
async function expectAlive(): Promise<void> {
  expect(await engine.docker("version -f '{{.Server.Version}}'")).not.toBe('');
  expect(await engine.inMachine('pidof dockerd')).toBe(daemon);
}

/** Sends bytes as they are, ends its side, and resolves with the answer. */
function send(request: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let answer = '';
    const socket = connect(engine.socket);
    socket
      .on('data', (data) => (answer += data.toString()))
      .on('end', () => resolve(answer))
      .on('error', reject);
    socket.end(request);
  });
}

test.each([
  ['a head', 'GET /containers/js', /^HTTP\/1.1 400 /],
  [
    'a body',
    'POST /containers/create HTTP/1.1\r\nHost: d\r\nContent-Type: application/json\r\nContent-Length: 99\r\n\r\n{"Image":"b',
    /"invalid JSON: unexpected EOF"/,
  ],
  [
    'a chunk',
    'POST /containers/create HTTP/1.1\r\nHost: d\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nff\r\n{"Image":"b',
    /"invalid JSON: unexpected EOF"/,
  ],
])('%s that is cut off half-way is answered', async (_, request, answer) => {
  expect(await send(request)).toMatch(answer);
  await expectAlive();
});

test('a header of 10 MB is refused, and takes no memory for it', async () => {
  expect(await send(`GET /_ping HTTP/1.1\r\nHost: d\r\nX: ${'a'.repeat(10_000_000)}`)).toMatch(/^HTTP\/1.1 431 /);
  await expectAlive();
  expect(Number(/VmHWM:\s+(\d+) kB/.exec(await engine.inMachine(`grep VmHWM /proc/${daemon.trim()}/status`))?.[1])).toBeLessThan(32 * 1024);
});

test('clients that leave in the middle of what they asked for', async () => {
  await engine.docker('run -d --name left busybox sleep 300');
  const requests = [
    'GET /events',
    'GET /containers/left/stats',
    'GET /containers/left/logs?follow=1&stdout=1',
    'POST /containers/left/wait',
    'GET /drydock/trace',
  ];
  const clients = await Promise.all(
    requests.map(
      (line) =>
        new Promise<Socket>((resolve, reject) => {
          const socket = connect(engine.socket);
          socket.once('data', () => resolve(socket)).on('error', reject);
          socket.write(`${line} HTTP/1.1\r\nHost: d\r\n\r\n`);
        }),
    ),
  );
  for (const client of clients) client.destroy();
  await engine.docker('exec left true');
  await engine.docker('rm -f left');
  await expectAlive();
});

test('an exec whose client is gone before it fails', async () => {
  await engine.docker('run -d --name gone busybox sleep 300');
  const created = await engine.run(
    `curl -s --unix-socket ${engine.socket} -H 'Content-Type: application/json' -d '{"Cmd":["nosuch"],"AttachStdout":true}' http://d/containers/gone/exec`,
  );
  const { Id } = JSON.parse(created.stdout) as { Id: string };
  const socket = connect(engine.socket);
  await new Promise<void>((resolve) =>
    socket.write(
      `POST /exec/${Id}/start HTTP/1.1\r\nHost: d\r\nContent-Type: application/json\r\nConnection: Upgrade\r\nUpgrade: tcp\r\nContent-Length: 2\r\n\r\n{}`,
      () => resolve(),
    ),
  );
  socket.destroy();
  await expect.poll(() => engine.docker(`ps -aqf name=gone`)).not.toBe('');
  await engine.docker('rm -f gone');
  await expectAlive();
});

test('a machine whose dockerd was removed goes on, and starts it when it is there again', async () => {
  await engine.inMachine('mv /usr/bin/dockerd /usr/bin/elsewhere; kill -9 $(pidof dockerd)');
  await expect.poll(() => engine.inMachine('tail -1 /var/log/dockerd.log'), { timeout: 20_000 }).toMatch(/^dockerd is not started: /);
  await engine.inMachine('mv /usr/bin/elsewhere /usr/bin/dockerd');
  await expect.poll(async () => (await engine.run('docker version')).code, { timeout: 60_000 }).toBe(0);
});
