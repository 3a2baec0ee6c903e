/** The golden cases against the engine in the headless machine, typed by the real `docker` CLI and by the guest's own. */
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildEngine } from '../../engine-wasm/host/build.ts';
import { startHeadless, type Headless } from '../../engine-wasm/machine/node/headless.ts';
import { LockFile } from '../../scripts/lib/lock.ts';
import { caseNames, readExpected, runCase, type RunShell } from '../lib/golden.ts';
import { shellFor } from '../lib/shell.ts';

let headless: Headless;
const directory = mkdtempSync(join(tmpdir(), 'drydock-'));
const socket = join(directory, 'docker.sock');

/** The guest's executable is one for 32-bit Linux, which runs here too: what it is called by makes it the client. */
const clients: Readonly<Record<string, RunShell>> = {
  'the real client': shellFor(socket),
  "the guest's own client": shellFor(socket, { path: directory }),
};

beforeAll(async () => {
  const { executable } = await buildEngine(await LockFile.open(join(import.meta.dirname, '../../images/guest/lock.json')));
  symlinkSync(executable, join(directory, 'docker'));
  headless = await startHeadless();
  await headless.bridge(socket);
  for (const image of ['busybox', 'hello-world']) expect(await shellFor(socket)(`docker pull -q ${image}`)).toMatchObject({ code: 0 });
});

afterAll(async () => {
  await headless?.stop();
  rmSync(directory, { recursive: true, force: true });
});

/** See registry.test.ts. */
const needsRegistry = /^6\d-/;

/** The engine's own answers need be seen once; these show what a client makes of them. */
const aboutClients = /^(0[1-5]|4\d)-/;

describe.each(Object.keys(clients))('%s', (client) => {
  test.each(caseNames().filter((name) => !needsRegistry.test(name) && (client === 'the real client' || aboutClients.test(name))))(
    '%s prints what it prints with the real engine',
    async (name) => {
      expect(await runCase(name, clients[client] as RunShell)).toEqual(readExpected(name));
    },
  );
});
