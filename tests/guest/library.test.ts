/** Every image of the library starts and does its job. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startEngine, type TestEngine } from '../lib/engine.ts';

let engine: TestEngine;

beforeAll(async () => {
  engine = await startEngine();
});

afterAll(() => engine.stop());

const commands: readonly (readonly [run: string, prints: RegExp])[] = [
  ['hello-world', /^Hello from/m],
  ['busybox echo from a shell', /^from a shell$/],
  ['debian sh -c \'. /etc/os-release; echo $ID; dpkg-query -W -f "\\${Package}\\n" bash\'', /^debian\nbash$/],
  ["python python3 -c 'import json; print(json.dumps([6 * 7]))'", /^\[42\]$/],
];

test.each(commands)('docker run %s', async (run, prints) => {
  expect(await engine.docker(`run --rm ${run}`)).toMatch(prints);
});

/** Asked from a container in the server's own network namespace. */
const servers: readonly (readonly [image: string, ask: string, answers: RegExp])[] = [
  ['nginx', 'wget -qO- http://127.0.0.1/', /Welcome to nginx/],
  ['httpd', 'wget -qO- http://127.0.0.1/', /It works!/],
  ['registry', 'wget -qO- http://127.0.0.1:5000/v2/_catalog', /^\{"repositories":\[\]\}/],
  ['whoami', 'wget -qO- http://127.0.0.1/', /^GET \/ HTTP\/1\.[01]$/m],
  ['redis', 'sh -c \'printf "SET key value\\r\\nGET key\\r\\nQUIT\\r\\n" | nc 127.0.0.1 6379\'', /^\+OK\s+\$5\s+value\s/m],
];

test.each(servers)('docker run -d %s, and %s', async (image, ask, answers) => {
  await engine.docker(`run -d --name server ${image}`);
  await expect.poll(async () => (await engine.run(`docker run --rm --network container:server busybox ${ask}`)).stdout, { timeout: 60_000 }).toMatch(answers);
  expect(await engine.docker("inspect -f '{{.State.Running}}' server")).toBe('true');
  await engine.docker('rm -f server');
});
