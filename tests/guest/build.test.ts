/** What only BuildKit has of the Dockerfile reference, and what the classic builder's client cannot show: the golden cases hold the rest. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
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
  expect((await build('FROM busybox\nCOPY --chmod=u+x data/file /a\n')).output).toContain("invalid chmod parameter: 'u+x'");
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
  expect(await engine.docker('run --rm mounts ls -A /data /stage /t')).not.toContain('file');
  expect((await build('FROM busybox\nRUN --mount=type=secret,id=s,required=true true\n')).output).toContain('secret s: not found');
  expect((await engine.run('docker builder prune -af')).stdout).toMatch(/reclaimed space: 4B/);
});

test('predefined arguments tell the platform', async () => {
  expect((await build('FROM busybox\nARG TARGETPLATFORM\nRUN echo "for $TARGETPLATFORM"\n')).output).toContain('for linux/386\n');
});

test('a build whose client leaves ends with its container', async () => {
  writeFileSync(join(context, 'Dockerfile'), 'FROM busybox\nRUN echo begun; sleep 1000\n');
  await engine.run(`DOCKER_BUILDKIT=0 docker build --force-rm ${context} 2>&1 | grep -q begun`);
  await expect.poll(() => engine.docker('ps -aq'), { timeout: 60_000 }).toBe('');
});

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
