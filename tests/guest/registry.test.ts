/** A registry of one's own in the machine: golden cases, damaged answers, and what a reset leaves of it. */
import { createHash } from 'node:crypto';
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

test("the machine's own client shows manifests as the registry has them", async () => {
  const url = 'http://localhost:5000/v2/app/manifests/latest';
  const type = 'application/vnd.docker.distribution.manifest.v2+json';
  const text = (await engine.inMachine(`curl -s -H 'Accept: ${type}' ${url}`)).replace(/\n$/, '');
  const digest = `sha256:${createHash('sha256').update(text).digest('hex')}`;
  const inspect = (...args: string[]): Promise<string> => engine.inMachine(`docker manifest inspect ${args.join(' ')}`);
  expect(await inspect('--insecure', 'localhost:5000/app')).toBe(`${JSON.stringify(JSON.parse(text), null, '\t')}\n`);
  const platform = { architecture: '386', os: 'linux' };
  const described = {
    Ref: 'localhost:5000/app:latest',
    Descriptor: { mediaType: type, digest, size: text.length, platform },
    Raw: Buffer.from(text).toString('base64'),
    SchemaV2Manifest: JSON.parse(text) as object,
  };
  expect(await inspect('-v', '--insecure', 'localhost:5000/app')).toBe(`${JSON.stringify(described, null, '\t')}\n`);
  expect(await inspect('localhost:5000/app')).toBe('no such manifest: localhost:5000/app:latest\n');
  expect(await inspect('--insecure', 'localhost:5000/app:no')).toBe('no such manifest: localhost:5000/app:no\n');
  const denied = 'errors:\ndenied: requested access to the resource is denied\nunauthorized: authentication required\n';
  expect((await inspect('nosuch/image')).trimEnd()).toBe(denied.trimEnd());
  const member = { mediaType: type, size: text.length, digest, platform };
  const list = { schemaVersion: 2, mediaType: 'application/vnd.docker.distribution.manifest.list.v2+json', manifests: [member] };
  await engine.inMachine(`curl -s -X PUT -H 'Content-Type: ${list.mediaType}' -d '${JSON.stringify(list)}' http://localhost:5000/v2/app/manifests/list`);
  expect(await inspect('--insecure', 'localhost:5000/app:list')).toBe(`${JSON.stringify(list, null, 3)}\n`);
  const [only] = JSON.parse(await inspect('-v', '--insecure', 'localhost:5000/app:list')) as [object];
  expect(only).toEqual({ ...described, Ref: `localhost:5000/app:list@${digest}` });
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

test('a saved machine goes on with it', async () => {
  const saved = await engine.machine.save();
  await engine.stop();
  engine = await startEngine({ from: saved });
  await engine.docker('rmi localhost:5000/app');
  expect(await engine.docker('run --rm localhost:5000/app cat /made')).toBe('made here');
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
