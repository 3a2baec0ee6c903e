/** The golden cases against the engine in the headless machine, typed by the real `docker` CLI. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startHeadless, type Headless } from '../../engine-wasm/machine/node/headless.ts';
import { caseNames, readExpected, runCase, type RunShell } from '../lib/golden.ts';
import { shellFor } from '../lib/shell.ts';

let headless: Headless;
let run: RunShell;
const directory = mkdtempSync(join(tmpdir(), 'drydock-'));

beforeAll(async () => {
  headless = await startHeadless();
  await headless.bridge(join(directory, 'docker.sock'));
  run = shellFor(join(directory, 'docker.sock'));
  for (const image of ['busybox', 'hello-world']) expect(await run(`docker pull -q ${image}`)).toMatchObject({ code: 0 });
});

afterAll(async () => {
  await headless?.stop();
  rmSync(directory, { recursive: true, force: true });
});

describe.each(caseNames())('%s', (name) => {
  test('prints what the real engine prints', async () => {
    expect(await runCase(name, run)).toEqual(readExpected(name));
  });
});
