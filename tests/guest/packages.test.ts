/** apt in a Dockerfile and in a container, from the packages that come with the page. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startEngine, type TestEngine } from '../lib/engine.ts';

let engine: TestEngine;

beforeAll(async () => {
  engine = await startEngine();
});

afterAll(() => engine.stop());

test('RUN apt-get install gives a program that runs', async () => {
  const dockerfile = 'FROM debian\nRUN apt-get update && apt-get install -y --no-install-recommends figlet\nCMD ["figlet", "hi"]\n';
  const { code, stderr } = await engine.run(`printf '${dockerfile.replaceAll('\n', '\\n')}' | DOCKER_BUILDKIT=0 docker build -t shouts -`);
  expect([code, stderr]).toEqual([0, expect.any(String)]);
  expect(await engine.docker('run --rm shouts')).toContain('| |__ (_)');
});

test('a network of one’s own reaches the packages, whatever ports are published', async () => {
  await engine.docker('network create apart');
  await engine.docker('run -d --name web -p 80:80 -p 8080:80 busybox httpd -f');
  const { stdout } = await engine.run('docker run --rm --network apart debian sh -c "apt-get update && apt-cache policy curl"');
  expect(stdout).toContain('Candidate: 8.');
});

test('a package that is not there gets apt’s own error', async () => {
  const { code, stderr } = await engine.run('docker run --rm shouts sh -c "apt-get update && apt-get install -y nodejs"');
  expect([code, stderr]).toEqual([100, expect.stringContaining('E: Unable to locate package nodejs')]);
});
