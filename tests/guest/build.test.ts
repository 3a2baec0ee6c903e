/** What only BuildKit has of the Dockerfile reference, and what the classic builder's client cannot show: the golden cases hold the rest. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildStepId, type BuildStep, type BuildStepMessage } from '../../engine-wasm/api/build.ts';
import type { BuildStepEvent, TraceEvent } from '../../engine-wasm/api/trace.ts';
import { HttpConnection, readLines } from '../../engine-wasm/wire/http/client.ts';
import { startEngine, type TestEngine } from '../lib/engine.ts';

let engine: TestEngine;
const context = mkdtempSync(join(tmpdir(), 'drydock-build-'));

/** Builds a Dockerfile in the context and returns what `docker build` printed. */
async function build(dockerfile: string, options = ''): Promise<{ code: number; output: string }> {
  writeFileSync(join(context, 'Dockerfile'), dockerfile);
  const { code, stdout, stderr } = await engine.run(`DOCKER_BUILDKIT=0 docker build --force-rm ${options} ${context}`);
  return { code, output: stdout + stderr };
}

beforeAll(async () => {
  engine = await startEngine();
  mkdirSync(join(context, 'data'));
  writeFileSync(join(context, 'data', 'file'), 'from the context\n');
});

afterAll(async () => {
  rmSync(context, { recursive: true, force: true });
  await engine.stop();
});

test('here-documents are scripts of RUN, its input, and files of COPY', async () => {
  const { output } = await build(`FROM busybox
ENV who=world
RUN <<EOF
echo one
echo two
EOF
RUN cat <<IN > /in
from a here-document
IN
COPY <<EOF <<"RAW" /etc/conf/
hello $who
EOF
hello $who
RAW
RUN cat /in /etc/conf/EOF /etc/conf/RAW
`);
  expect(output).toContain('one\ntwo\n');
  expect(output).toContain('from a here-document\nhello world\nhello $who\n');
});

test('COPY and ADD set modes with --chmod', async () => {
  await build('FROM busybox\nCOPY --chmod=640 --chown=5:6 data/file /a\nADD --chmod=0755 data/file /b\n', '-t modes');
  expect(await engine.docker("run --rm modes stat -c '%a %u:%g' /a /b")).toBe('640 5:6\n755 0:0');
  expect((await build('FROM busybox\nCOPY --chmod=999 data/file /a\n')).output).toContain("invalid chmod parameter: '999'");
});

test('RUN --mount: a cache outlives builds, binds and tmpfs are no part of the layer', async () => {
  const step = 'RUN --mount=type=cache,target=/c echo x >> /c/log; wc -l < /c/log\n';
  expect((await build(`FROM busybox\n${step}`)).output).toContain('\n1\n');
  expect((await build(`FROM busybox\n${step}`, '--no-cache')).output).toContain('\n2\n');
  const { output } = await build(
    `FROM busybox AS made
RUN echo from a stage > /made
FROM busybox
RUN --mount=type=bind,source=data,target=/data --mount=type=bind,from=made,source=/,target=/stage --mount=type=tmpfs,target=/t \\
    cat /data/file /stage/made; touch /data/no 2>&1 | grep -o 'Read-only.*'; grep -c '/t tmpfs' /proc/self/mountinfo || mount | grep -c ' /t '
`,
    '-t mounts',
  );
  expect(output).toContain('from the context\nfrom a stage\nRead-only file system\n');
  expect((await engine.run('docker run --rm mounts ls -Ad /data /stage /t')).stdout).toBe('');
  expect((await build('FROM busybox\nRUN --mount=type=secret,id=s,required=true true\n')).output).toContain('secret s: not found');
  expect(await engine.docker("system df --format '{{.Type}} {{.TotalCount}} {{.Size}}' | tail -1")).toBe('Build Cache 1 4B');
  expect((await engine.run('docker builder prune -af')).stdout).toMatch(/reclaimed space: 4B/);
});

/** Builds what is in the context through the API, and returns what it says of its steps, and what RUNs printed by step. */
async function steps(dockerfile: string): Promise<{ told: BuildStep[]; printed: Record<number, string>; error: string | undefined }> {
  writeFileSync(join(context, 'Dockerfile'), dockerfile);
  const { stdout } = await engine.run(
    `tar -C ${context} -c . | curl -sS --unix-socket ${engine.socket} -H 'Content-Type: application/x-tar' --data-binary @- 'http://d/build?steps=1&forcerm=1'`,
  );
  type Message = Partial<BuildStepMessage> & { readonly stream?: string; readonly step?: number; readonly error?: string };
  const messages = stdout
    .trim()
    .split('\r\n')
    .map((line) => JSON.parse(line) as Message);
  const printed: Record<number, string> = {};
  for (const { step, stream } of messages) if (step !== undefined) printed[step] = (printed[step] ?? '') + (stream ?? '');
  return { told: messages.flatMap(({ id, aux }) => (id === buildStepId && aux ? [aux] : [])), printed, error: messages.at(-1)?.error };
}

const ended = (told: readonly BuildStep[]): string[] => told.filter(({ state }) => state !== 'started').map(({ line, state }) => `${line} ${state}`);

test('each instruction is told of as data, in the answer and in the trace alike', async () => {
  const connection = new HttpConnection(await engine.machine.dial({ kind: 'unix', path: '/var/run/docker.sock' }));
  const traced: BuildStepEvent[] = [];
  const { body } = await connection.request({ method: 'GET', target: '/drydock/trace' });
  void (async () => {
    for await (const line of readLines(body)) {
      const event = JSON.parse(line) as TraceEvent;
      if (event.kind === 'build-step') traced.push(event);
    }
  })().catch(() => undefined);
  const dockerfile = 'ARG T=latest\nFROM busybox:$T AS base\n\nCOPY data /data\nRUN echo steps; \\\n  cat /data/file\nLABEL a=b\n';
  const first = await steps(dockerfile);
  expect(ended(first.told)).toEqual(['1 done', '2 done', '4 done', '5 done', '7 done']);
  expect(first.told.find(({ line, state }) => line === 4 && state === 'done')).toMatchObject({ step: 3, steps: 5, stage: 0, stageName: 'base', size: 17 });
  expect(first.printed).toEqual({ 4: 'steps\nfrom the context\n' });
  await expect.poll(() => traced.map(({ step, state }) => `${step} ${state}`)).toEqual(first.told.map(({ step, state }) => `${step} ${state}`));
  writeFileSync(join(context, 'data', 'file'), 'edited\n');
  const second = await steps(`${dockerfile}ENV x=y\n`);
  expect(ended(second.told)).toEqual(['1 done', '2 done', '4 done', '5 done', '7 done', '8 done']);
  writeFileSync(join(context, 'data', 'file'), 'from the context\n');
  const third = await steps(dockerfile.replace('LABEL a=b', 'RUN exit 3'));
  expect(ended(third.told)).toEqual(['1 done', '2 done', '4 cached', '5 cached', '7 failed']);
  expect(third.told.at(-1)).toMatchObject({ error: third.error, endLine: 7 });
  connection.close();
});

test('stages that need nothing of each other run side by side, and are heard one after the other', async () => {
  const { told, printed } = await steps(`FROM busybox AS slow
RUN --mount=type=cache,target=/c while ! test -e /c/quick; do sleep 0.1; done; rm /c/quick; echo slow
FROM busybox AS quick
RUN --mount=type=cache,target=/c touch /c/quick; echo quick
FROM busybox
COPY --from=slow /etc/passwd /slow
COPY --from=quick /etc/passwd /quick
`);
  expect(told.at(-1)).toMatchObject({ state: 'done', line: 7 });
  expect(Object.entries(printed)).toEqual([
    ['2', 'slow\n'],
    ['4', 'quick\n'],
  ]);
});

test('predefined arguments tell the platform', async () => {
  expect((await build('FROM busybox\nARG TARGETPLATFORM\nRUN echo "for $TARGETPLATFORM"\n')).output).toContain('for linux/386\n');
});

test('ADD unpacks what xz made', async () => {
  await engine.run(`cd ${context}; echo packed > packed; tar -c packed | xz > packed.tar.xz; rm packed`);
  expect((await build('FROM busybox\nADD packed.tar.xz /unpacked/\nRUN cat /unpacked/packed\n')).output).toContain('\npacked\n');
});

test('a stage that is not there is an image that nobody has', async () => {
  const denied = /pull access denied for (first|second|own), repository does not exist or may require 'docker login'/;
  expect((await build('FROM second AS first\nFROM first AS second\n')).output).toMatch(denied);
  expect((await build('FROM busybox AS own\nCOPY --from=own /a /b\n')).output).toMatch(denied);
});

test('--progress shows steps as BuildKit does, in the machine', async () => {
  await engine.inMachine('mkdir -p /tmp/p; printf "FROM busybox\\nRUN echo seen\\nRUN exit 3\\n" > /tmp/p/Dockerfile');
  const shown = await engine.inMachine('docker build --force-rm --progress=plain /tmp/p');
  expect(shown).toMatch(/^#2 \[2\/3\] RUN echo seen\n#2 seen\n#2 DONE \d+\.\ds$/m);
  expect(shown).toContain('Dockerfile:3\n--------------------\n   3 | >>> RUN exit 3\n');
});

test('a build whose client leaves ends with its container', async () => {
  writeFileSync(join(context, 'Dockerfile'), 'FROM busybox\nRUN echo begun; sleep 1000\n');
  await engine.run(`DOCKER_BUILDKIT=0 docker build --force-rm ${context} 2>&1 | grep -q begun`);
  await expect.poll(() => engine.docker('ps -aq'), { timeout: 60_000 }).toBe('');
});

test('an image may have 125 layers, and a volume gets what they have at its place', async () => {
  const directory = 'mkdir -p /data/own && echo first > /data/own/file && chown 5:6 /data && chmod 1750 /data && chown 7:8 /data/own && chmod 711 /data/own';
  const copies = (from: number, to: number): string => Array.from({ length: to - from }, (_, i) => `COPY data/file /layers/${from + i}\n`).join('');
  expect((await build(`FROM busybox\nRUN ${directory}\n${copies(2, 124)}VOLUME /data`, '-t deep')).code).toBe(0);
  expect(await engine.docker("run --name deep -v deep:/data deep sh -c 'touch /last; cat /data/own/file; stat -c %a,%u:%g /data /data/own'")).toBe(
    'first\n1750,5:6\n711,7:8',
  );
  expect(await engine.docker('cp deep:/layers/99 - | tar -xO')).toBe('from the context');
  expect(await engine.docker('diff deep')).toBe('A /last');
  await engine.docker('commit deep deeper');
  expect(await engine.docker("inspect -f '{{len .RootFS.Layers}}' deeper")).toBe('125');
  expect((await build('FROM deeper\nRUN touch /more')).output).toContain('max depth exceeded');
  const layers = await engine.inMachine('curl -s --unix-socket /var/run/docker.sock http://d/drydock/images/deeper/layers');
  expect(JSON.parse(layers)).toHaveLength(125);
  await engine.docker('rm -v deep');
  await engine.docker('volume rm deep');
  await engine.docker('rmi deeper deep');
}, 300_000);

test('what is wrong with an archive leaves nothing behind', async () => {
  const used = (): Promise<string> => engine.inMachine('ls -A /var/lib/docker/tmp /var/lib/docker/image/overlay2/imagedb/content/sha256 | sort');
  const before = await used();
  const bad = join(context, 'bad.tar');
  const commands = [
    `mkdir ${context}/x; echo y > ${context}/x/y; tar -C ${context} -cf ${bad} x; docker load -i ${bad}`,
    `head -c 1000 ${bad} | docker import -`,
    `docker save busybox | head -c 100000 | docker load`,
    `tar -cf ${bad} -P --transform 's,^,../,' Dockerfile -C ${context}; docker import ${bad}`,
  ];
  for (const command of commands) expect((await engine.run(`cd ${context}; ${command}`)).stdout).not.toMatch(/sha256|Loaded/);
  expect(await used()).toBe(before);
});
