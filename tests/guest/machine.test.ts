/** Machines that are saved: what runs in them goes on in another one. */
import { afterAll, expect, test } from 'vitest';
import { startEngine, type TestEngine } from '../lib/engine.ts';

const engines: TestEngine[] = [];

afterAll(async () => {
  for (const engine of engines) await engine.stop();
});

test('a saved machine goes on elsewhere: its containers run, and their images can be read', async () => {
  const first = await startEngine();
  engines.push(first);
  await first.docker("run -d --name kept busybox sh -c 'echo before; sleep 1000'");
  await first.docker('exec kept touch /made');
  const second = await startEngine({ from: await first.machine.save() });
  engines.push(second);
  expect(await second.docker('logs kept')).toBe('before');
  // Read in the first machine by nobody, so that it must come from the layer.
  expect(await second.docker('exec kept tail -n 1 /etc/group')).toMatch(/^\w+:x?:\d+/);
  expect(await second.docker('exec kept ls /made')).toBe('/made');
  expect(await second.docker('run --rm busybox echo new')).toBe('new');
});

test('a layer lies with the host: the machine keeps a link to it, and forgets that with the image', async () => {
  const [, engine] = engines as [TestEngine, TestEngine];
  const overlay = '/var/lib/docker/overlay2';
  await engine.docker('rm -f kept');
  expect(await engine.inMachine(`readlink ${overlay}/[0-9a-f]*/diff`)).toMatch(/^\/var\/lib\/docker\/host-layers\/[0-9a-f]{64}\n$/);
  await engine.docker('rmi busybox');
  expect(await engine.inMachine(`ls ${overlay}`)).not.toMatch(/[0-9a-f]{64}/);
});
