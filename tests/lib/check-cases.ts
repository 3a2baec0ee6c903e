/** The golden cases as tests, against the engine in a headless machine of their own. */
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildEngine } from '../../engine-wasm/host/build.ts';
import { startHeadless, type Headless } from '../../engine-wasm/machine/node/headless.ts';
import { LockFile } from '../../scripts/lib/lock.ts';
import { caseNames, readExpected, runCase } from './golden.ts';
import { shellFor } from './shell.ts';

/** The real `docker`, or the guest's own: its executable is one for 32-bit Linux, which runs here too. */
type Client = 'real' | 'own';

async function linkOwnClient(directory: string): Promise<void> {
  const { executable } = await buildEngine(await LockFile.open(join(import.meta.dirname, '../../images/guest/lock.json')));
  symlinkSync(executable, join(directory, 'docker'));
}

/** One test for each case whose folder's name matches `pattern`. */
export function checkCases(pattern: RegExp, client: Client): void {
  const directory = mkdtempSync(join(tmpdir(), 'drydock-'));
  const socket = join(directory, 'docker.sock');
  const run = shellFor(socket, client === 'own' ? { path: directory } : {});
  let headless: Headless | undefined;

  beforeAll(async () => {
    if (client === 'own') await linkOwnClient(directory);
    headless = await startHeadless();
    await headless.bridge(socket);
    for (const image of ['busybox', 'hello-world']) expect(await run(`docker pull -q ${image}`)).toMatchObject({ code: 0 });
  });

  afterAll(async () => {
    await headless?.stop();
    rmSync(directory, { recursive: true, force: true });
  });

  test.each(caseNames().filter((name) => pattern.test(name)))('%s prints what it prints with the real engine', async (name) => {
    expect(await runCase(name, run)).toEqual(readExpected(name));
  });
}
