/** The guest's shell and client on a terminal, as a person types there. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startHeadless, type Headless } from '../../engine-wasm/machine/node/headless.ts';
import { openShell, type Shell } from '../lib/pty.ts';

/** The machine's own shell's, which no container's shell has. */
const prompt = 'drydock:~# ';

let headless: Headless;
let shell: Shell;

beforeAll(async () => {
  headless = await startHeadless();
  shell = await openShell(headless.machine);
  await shell.run('docker pull -q busybox');
});

afterAll(async () => {
  await headless?.stop();
});

test('tab completes commands, flags, containers and images', async () => {
  await shell.run('docker create --name completed busybox true');
  for (const [typed, whole] of [
    ['docker renam\t', 'docker rename '],
    ['docker network ins\t', 'docker network inspect '],
    ['docker run --entry\t', 'docker run --entrypoint '],
    ['docker rm compl\t', 'docker rm completed '],
    ['docker run busyb\t', 'docker run busybox '],
  ] as const) {
    await shell.type(typed);
    await shell.sees(whole);
    await shell.type('\x15');
  }
  await shell.run('docker rm completed');
});

test('the detach keys leave a container running, and it can be attached again', async () => {
  await shell.type('docker run -it --name detached busybox sh\r');
  await shell.sees('/ # ');
  await shell.type('stty size; echo a$((1+1))\r');
  await shell.sees('24 100');
  await shell.sees('a2');
  await shell.type('\x10\x11');
  await shell.sees(prompt);
  expect(await shell.run("docker inspect -f '{{.State.Running}}' detached")).toContain('true');
  await shell.type('docker attach detached\r');
  await shell.type('echo b$((1+1)); exit 3\r');
  await shell.sees('b2');
  await shell.sees(prompt);
  expect(await shell.run('echo code $?')).toContain('code 3');
  await shell.run('docker rm detached');
});

test('Ctrl-C ends `logs -f` and not the container; without a terminal it goes to the container', async () => {
  await shell.run("docker run -d --name logged busybox sh -c 'echo one; sleep 1000'");
  await shell.type('docker logs -f logged\r');
  await shell.sees('one');
  await shell.type('\x03');
  await shell.sees(prompt);
  expect(await shell.run("docker inspect -f '{{.State.Running}}' logged")).toContain('true');
  await shell.run('docker rm -f logged');
  await shell.type('docker run --rm busybox sh -c \'trap "exit 5" INT; echo ready; while :; do sleep 1; done\'\r');
  await shell.sees('\nready');
  await shell.type('\x03');
  await shell.sees(prompt);
  expect(await shell.run('echo code $?')).toContain('code 5');
});
