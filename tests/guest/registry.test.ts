/** A registry of one's own in the machine: golden cases, damaged answers, and what a reset leaves of it. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { caseNames, readExpected, runCase } from '../lib/golden.ts';
import { startEngine, type TestEngine } from '../lib/engine.ts';

let engine: TestEngine;

async function startRegistry(): Promise<void> {
  await engine.docker('run -d -p 5000:5000 --name registry registry');
  await expect.poll(() => engine.inMachine('curl -s http://localhost:5000/v2/'), { timeout: 60_000 }).toBe('{}');
}

beforeAll(async () => {
  engine = await startEngine();
});

afterAll(() => engine?.stop());

test('a registry answers on a port of the machine', startRegistry, 120_000);

test.each(caseNames().filter((name) => /^6\d-/.test(name)))('%s prints what it prints with the real engine', async (name) => {
  expect(await runCase(name, engine.run)).toEqual(readExpected(name));
});

test('a layer of the hub and one that was made here go to the registry, and come back as they were', async () => {
  await engine.docker('run --name maker busybox sh -c "echo made here > /made"');
  await engine.docker('commit maker localhost:5000/app');
  const pushed = await engine.docker('push localhost:5000/app');
  expect(pushed.match(/: Pushed/g)).toHaveLength(2);
  const id = await engine.docker('image inspect -f {{.Id}} localhost:5000/app');
  await engine.docker('rm maker');
  await engine.docker('rmi localhost:5000/app busybox');
  await engine.docker('pull -q localhost:5000/app');
  expect(await engine.docker('image inspect -f {{.Id}} localhost:5000/app')).toBe(id);
  expect(await engine.docker('run --rm localhost:5000/app cat /made')).toBe('made here');
});

test("the machine's own client keeps passwords with its helper, by the helper protocol", async () => {
  const server = 'https://index.docker.io/v1/';
  await engine.inMachine(`curl -s -X POST -d '{"username":"carol","password":"secret-12"}' http://hub:3140/v1/users`);
  expect(await engine.inMachine('echo wrong | docker login -u carol --password-stdin')).toContain('unauthorized: incorrect username or password');
  expect(await engine.inMachine('echo secret-12 | docker login -u carol --password-stdin')).toBe('Login Succeeded\n');
  expect(JSON.parse(await engine.inMachine('cat .docker/config.json'))).toEqual({ credsStore: 'drydock', auths: { [server]: {} } });
  const entry = { ServerURL: server, Username: 'carol', Secret: 'secret-12' };
  expect(JSON.parse(await engine.inMachine(`echo ${server} | docker-credential-drydock get`))).toEqual(entry);
  expect(JSON.parse(await engine.inMachine('docker-credential-drydock list'))).toEqual({ [server]: 'carol' });
  expect(await engine.inMachine('docker pull -q busybox > /dev/null; docker tag busybox carol/box && docker push -q carol/box')).toBe(
    'docker.io/carol/box:latest\n',
  );
  expect(await engine.inMachine('docker logout')).toBe(`Removing login credentials for ${server}\n`);
  expect(await engine.inMachine(`echo ${server} | docker-credential-drydock get; echo $?`)).toBe('credentials not found in native keychain\n1\n');
  expect(await engine.inMachine('docker push carol/box')).toContain('denied: requested access to the resource is denied');
});

test('a reset machine makes it anew', async () => {
  await engine.machine.reset();
  await engine.docker('pull -q busybox');
  await startRegistry();
  await engine.docker('tag busybox localhost:5000/app');
  await engine.docker('push -q localhost:5000/app');
  await engine.docker('rmi localhost:5000/app busybox');
  expect(await engine.docker('run --rm localhost:5000/app echo back')).toBe('back');
}, 180_000);
