/** apt in a Dockerfile and in a container, from the packages that come with the page. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { packagesUrl } from '../../engine-wasm/api/packages.ts';
import { startEngine, type TestEngine } from '../lib/engine.ts';
import { shellFor } from '../lib/shell.ts';

/** apt and dpkg are much work for an emulated processor. */
const installMs = 240_000;
let engine: TestEngine;

beforeAll(async () => {
  engine = await startEngine();
});

afterAll(() => engine.stop());

test(
  'RUN apt-get install gives a program that runs',
  async () => {
    const dockerfile = 'FROM debian\nRUN apt-get update && apt-get install -y --no-install-recommends figlet\nCMD ["figlet", "hi"]\n';
    const patient = shellFor(engine.socket, { timeoutMs: installMs });
    const { code, stderr } = await patient(`printf '${dockerfile.replaceAll('\n', '\\n')}' | DOCKER_BUILDKIT=0 docker build -t shouts -`);
    expect([code, stderr]).toEqual([0, expect.any(String)]);
    expect(await engine.docker('run --rm shouts')).toContain('| |__ (_)');
  },
  1.5 * installMs,
);

test('a network of one’s own reaches the packages, whatever ports are published', async () => {
  await engine.docker('network create apart');
  await engine.docker('run -d --name web -p 80:80 -p 8080:80 busybox httpd -f');
  expect(await engine.docker(`run --rm --network apart busybox wget -qO- ${packagesUrl}/dists/trixie/Release`)).toContain('Codename: trixie');
});

test('a package that is not there gets apt’s own error', async () => {
  const { code, stderr } = await engine.run('docker run --rm shouts apt-get install -y nodejs');
  expect([code, stderr]).toEqual([100, expect.stringContaining('E: Unable to locate package nodejs')]);
});
