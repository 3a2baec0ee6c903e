/** What the Dockerfile reference documents and no reference engine can be asked for: newer flags, and what our own client alone sends. */
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pack } from 'tar-stream';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { HttpConnection, readLines } from '../../engine-wasm/wire/http/client.ts';
import { startEngine, type TestEngine } from '../lib/engine.ts';

let engine: TestEngine;
const context = mkdtempSync(join(tmpdir(), 'drydock-reference-'));

function put(path: string, content: string): void {
  mkdirSync(join(context, path, '..'), { recursive: true });
  writeFileSync(join(context, path), content);
}

/** Builds a Dockerfile in the context with the real client and returns what it printed. */
async function build(dockerfile: string, options = ''): Promise<string> {
  put('Dockerfile', dockerfile);
  const { stdout, stderr } = await engine.run(`DOCKER_BUILDKIT=0 docker build --force-rm ${options} ${context}`);
  return stdout + stderr;
}

/** The same in the machine, with the machine's own client. */
async function buildInMachine(dockerfile: string, options = ''): Promise<string> {
  const quoted = dockerfile.replaceAll('\\', '\\\\').replaceAll('%', '%%').replaceAll("'", "'\\''");
  return engine.inMachine(`mkdir -p /tmp/own; printf '${quoted}' > /tmp/own/Dockerfile; docker build --force-rm ${options} /tmp/own`);
}

const files = (image: string, ...directories: string[]): Promise<string> =>
  engine.docker(`run --rm ${image} find ${directories.join(' ')} -exec stat -c '%A %u:%g %n' {} + | sort -k3`);

beforeAll(async () => {
  engine = await startEngine();
  for (const [path, content] of Object.entries({ 'x/y/a.txt': 'a', 'x/y/b.md': 'b', 'x/c.txt': 'c', 'z/a.txt': 'z', 'hom1.txt': '1', 'hom2.md': '2' }))
    put(path, content);
});

afterAll(async () => {
  rmSync(context, { recursive: true, force: true });
  await engine.stop();
});

test('COPY --parents keeps the directories on the way to a source, from the pivot on', async () => {
  await build(
    `FROM busybox AS made
RUN mkdir -p /t/a/b/c/d/e /t/a/b2/c/d/e && touch /t/a/b/c/d/foo /t/a/b/c/d/e/bay /t/a/b2/c/d/e/bar && chmod 700 /t/a/b
FROM busybox
COPY --parents x/y/a.txt z/a.txt /plain/
COPY --parents ./x/./y/*.txt /pivot/
COPY --parents **/*.md /deep/
COPY --parents --exclude=x/y x /less/
COPY --from=made --parents /t/./a/b/c/d /stage/
COPY --from=made --parents /t/a/b*/./c/**/e /many/
`,
    '-t parents',
  );
  expect(await files('parents', '/plain', '/pivot', '/deep', '/less', '-type f')).toBe(
    ['/deep/hom2.md', '/deep/x/y/b.md', '/less/x/c.txt', '/pivot/y/a.txt', '/plain/x/y/a.txt', '/plain/z/a.txt']
      .map((path) => `-rw-r--r-- 0:0 ${path}`)
      .join('\n'),
  );
  expect(await files('parents', '/stage', '/many')).toBe(`drwxr-xr-x 0:0 /many
drwxr-xr-x 0:0 /many/c
drwxr-xr-x 0:0 /many/c/d
drwxr-xr-x 0:0 /many/c/d/e
-rw-r--r-- 0:0 /many/c/d/e/bar
-rw-r--r-- 0:0 /many/c/d/e/bay
drwxr-xr-x 0:0 /stage
drwxr-xr-x 0:0 /stage/a
drwx------ 0:0 /stage/a/b
drwxr-xr-x 0:0 /stage/a/b/c
drwxr-xr-x 0:0 /stage/a/b/c/d
drwxr-xr-x 0:0 /stage/a/b/c/d/e
-rw-r--r-- 0:0 /stage/a/b/c/d/e/bay
-rw-r--r-- 0:0 /stage/a/b/c/d/foo`);
  expect(await build('FROM busybox\nCOPY --parents x/nothing /\n')).toContain('stat x/nothing: file does not exist');
});

test('--exclude leaves out sources that it names, too', async () => {
  await build('FROM busybox\nCOPY --exclude=*.txt hom* /mydir/\nCOPY --exclude=z --exclude=Docker* --exclude=hom* * /all/\n', '-t excluded');
  expect(await files('excluded', '/mydir', '/all', '-type f')).toBe(
    `-rw-r--r-- 0:0 /all/c.txt\n-rw-r--r-- 0:0 /all/y/a.txt\n-rw-r--r-- 0:0 /all/y/b.md\n-rw-r--r-- 0:0 /mydir/hom2.md`,
  );
});

test('COPY --link follows no link of what is below it, and knows no names of it', async () => {
  await build('FROM busybox\nRUN mkdir /real && ln -s /real /way && chmod 1777 /tmp\nCOPY --link hom1.txt /way/\nCOPY --link hom1.txt /tmp/\n', '-t linked');
  expect(await files('linked', '/real', '/way/', '-type f')).toBe('-rw-r--r-- 0:0 /way/hom1.txt');
  expect(await engine.docker('run --rm linked stat -c %a /tmp')).toBe('755');
  expect(await build('FROM busybox\nCOPY --link --chown=root hom1.txt /\n')).toContain("can't find uid for user root");
});

test('what cannot be added is said to be so', async () => {
  expect(await build('FROM busybox\nCOPY <<../../../../../tmp/out /x\nout\n../../../../../tmp/out\n')).toContain('has the name of a path');
  expect(await build('FROM busybox\nADD https://example.com/a /\n')).toContain(
    'ADD failed: Get "https://example.com/a": this machine has no TLS: only http:// can be fetched',
  );
  expect(await build('FROM busybox\nADD git@example.com:a/b.git /\n')).toContain(
    'ADD failed: git@example.com:a/b.git is a Git repository: this machine has no Git',
  );
  expect(await build('FROM busybox\nADD --checksum=sha256:00 http://example.com/a /\n')).toContain('invalid checksum digest length');
  expect(await build('FROM busybox\nADD --checksum=sha256:00 hom1.txt /\n')).toContain('checksum requires HTTP(S) or Git sources');
});

test('ADD of a URL checks its sum, unpacks where it is asked to, and gives a silent server up', async () => {
  const address = `$(docker inspect -f '{{.NetworkSettings.IPAddress}}' web)`;
  const serve = 'cd /tmp; echo packed > packed; tar -cf a.tar packed; tail -f /dev/null | nc -l -p 81 & exec httpd -f -p 80 -h /tmp';
  await engine.docker(`run -d --name web busybox sh -c '${serve}'`);
  await engine.docker(`exec web sh -c 'until wget -q -O /tmp/copy http://127.0.0.1/a.tar; do :; done'`);
  const sum = (await engine.docker('exec web sha256sum /tmp/a.tar')).slice(0, 64);
  const options = `--build-arg HOST=${address}`;
  const add = (flags: string, url: string): string => `FROM busybox\nARG HOST\nADD ${flags} http://$HOST${url} /d/\nRUN ls /d\n`;
  expect(await build(add(`--checksum=sha256:${sum}`, '/a.tar'), options)).toContain('\na.tar\n');
  expect(await build(add('--unpack', '/a.tar'), options)).toContain('\npacked\n');
  expect(await build(add(`--checksum=sha256:${'0'.repeat(64)}`, '/a.tar'), options)).toContain(`digest mismatch sha256:${sum}: sha256:${'0'.repeat(64)}`);
  expect(await build(add('', ':81/a'), options)).toContain('Client.Timeout exceeded while awaiting headers');
  await engine.docker('rm -f web');
});

/** What `docker save` would have written of an image whose layers each hold one file. */
async function imageOfLayers(count: number): Promise<Buffer> {
  const archive = async (entries: Readonly<Record<string, string | Buffer>>): Promise<Buffer> => {
    const packed = pack();
    for (const [name, content] of Object.entries(entries)) packed.entry({ name }, content);
    packed.finalize();
    const parts: Buffer[] = [];
    for await (const part of packed) parts.push(part as Buffer);
    return Buffer.concat(parts);
  };
  const layers = await Promise.all(Array.from({ length: count }, (_, i) => archive({ [`many/${i}`]: `${i}\n` })));
  const diffIds = layers.map((layer) => `sha256:${createHash('sha256').update(layer).digest('hex')}`);
  const config = JSON.stringify({ architecture: '386', os: 'linux', config: {}, rootfs: { type: 'layers', diff_ids: diffIds } });
  const names = layers.map((_, i) => `${i}.tar`);
  return archive({
    'config.json': config,
    ...Object.fromEntries(layers.map((layer, i) => [names[i] as string, layer])),
    'manifest.json': JSON.stringify([{ Config: 'config.json', RepoTags: ['many:1'], Layers: names }]),
  });
}

test('an image of a hundred layers can be mounted by RUN', async () => {
  writeFileSync(join(context, 'many.tar'), await imageOfLayers(100));
  await engine.docker(`load -i ${join(context, 'many.tar')}`);
  rmSync(join(context, 'many.tar'));
  expect(await build('FROM busybox\nRUN --mount=from=many:1,source=/many,target=/m ls /m | wc -l; cat /m/0 /m/99\n')).toContain('\n100\n0\n99\n');
  expect(await build('FROM busybox\nRUN --mount=from=many:1,target=/m,rw echo new > /m/many/0; cat /m/many/0\n')).toContain('\nnew\n');
  await engine.docker('rmi many:1');
});

test('what a mount shows is part of the build cache, and a mount is refused as BuildKit refuses it', async () => {
  const step = 'FROM busybox\nRUN --mount=target=/c cat /c/hom1.txt\n';
  await build(step);
  put('hom1.txt', 'changed\n');
  expect(await build(step)).toContain('\nchanged\n');
  expect(await build(step)).toContain('Using cache');
  expect(await build('FROM busybox\nRUN --mount=target=/c,source=nothing true\n')).toContain('failed to compute cache key: "/nothing": not found');
  expect(await build('FROM busybox\nRUN --mount=type=ssh,required true\n')).toContain('unset ssh forward key default');
  put('way', '');
  rmSync(join(context, 'way'));
  expect((await engine.run(`ln -s /etc ${context}/way`)).code).toBe(0);
  // A link of the context leads nowhere but into the context.
  expect(await build('FROM busybox\nRUN --mount=source=way/passwd,target=/c true\n')).toContain('"/way/passwd": not found');
  rmSync(join(context, 'way'));
});

test('a locked cache has one user at a time', async () => {
  const step =
    'RUN --mount=type=cache,id=locked,sharing=locked,target=/c test ! -e /c/used && touch /c/used && for i in 1 2 3 4 5 6 7 8; do ls /c; done && rm /c/used';
  expect(
    await build(
      `FROM busybox AS a\n${step}\nFROM busybox AS b\n${step}; true b\nFROM busybox\nCOPY --from=a /etc/passwd /a\nCOPY --from=b /etc/passwd /b\n`,
      '--no-cache',
    ),
  ).toContain('Successfully built');
});

test('a Dockerfile may have patterns of its own of what is left out', async () => {
  await engine.inMachine(
    'mkdir -p /tmp/ignoring; cd /tmp/ignoring; touch a b c; echo b > .dockerignore; echo a > Own.dockerignore; printf "FROM busybox\\nCOPY . /x/\\nRUN ls /x\\n" | tee Own > Dockerfile',
  );
  expect(await engine.inMachine('docker build --no-cache --force-rm -f /tmp/ignoring/Own /tmp/ignoring')).toContain(
    '\nDockerfile\nOwn\nOwn.dockerignore\nb\nc\n',
  );
  expect(await engine.inMachine('docker build --no-cache --force-rm /tmp/ignoring')).toContain('\nDockerfile\nOwn\nOwn.dockerignore\na\nc\n');
});

test('RUN asks for rights that a build has to be granted', async () => {
  const host = 'FROM busybox\nRUN --network=host true\n';
  expect(await buildInMachine(host)).toContain('network.host is not allowed');
  expect(await buildInMachine(host, '--allow network.host')).toContain('Successfully built');
  expect(await buildInMachine(host, '--allow security.insecure')).toContain(
    'granting entitlement security.insecure is not allowed by build daemon configuration',
  );
  expect(await buildInMachine('FROM busybox\nRUN --security=insecure true\n')).toContain('security.insecure is not allowed');
  expect(await buildInMachine('FROM busybox\nRUN --security=sandbox --device=a true\n')).toContain('Successfully built');
  expect(await buildInMachine('FROM busybox\nRUN --device=a,required true\n')).toContain('required device "a" is not registered');
});

const secret = 'correct-horse-battery-staple';
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

test('a secret is known to the RUN that asks for it and to nothing else', async () => {
  const connection = new HttpConnection(await engine.machine.dial({ kind: 'unix', path: '/var/run/docker.sock' }));
  const { body } = await connection.request({ method: 'GET', target: '/drydock/trace' });
  const traced: string[] = [];
  void (async () => {
    for await (const line of readLines(body)) traced.push(line);
  })().catch(() => undefined);
  await engine.inMachine(`printf ${secret} > /tmp/token`);
  const dockerfile = `FROM busybox
RUN --mount=type=secret,id=token stat -c '%a %u:%g' /run/secrets/token; sha256sum < /run/secrets/token
RUN --mount=type=secret,id=token,target=/a/b,mode=0440,uid=3,gid=4 stat -c '%a %u:%g' /a/b; echo x >> /a/b || cat /a/b | sha256sum
RUN --mount=type=secret,id=PASSWORD,env=WORD printf $WORD | sha256sum; ls /run/secrets 2>&1; true
RUN --mount=type=secret,id=absent ls /run/secrets 2>&1; true
RUN ls -d /run/secrets /a 2>&1; true
`;
  const options = `--secret id=token,src=/tmp/token --secret id=PASSWORD -t secret`;
  const output = await engine.inMachine(
    `mkdir -p /tmp/own; cat > /tmp/own/Dockerfile <<'END'\n${dockerfile}END\nexport PASSWORD=${secret}-2; docker build --force-rm ${options} /tmp/own`,
  );
  expect(output).toContain(`400 0:0\n${sha256(secret)}  -\n`);
  expect(output).toMatch(new RegExp(`440 3:4\n.*Read-only file system.*${sha256(secret)}  -\n`, 's'));
  expect(output).toContain(`${sha256(`${secret}-2`)}  -\n`);
  expect(output).toContain('ls: /a: No such file or directory');
  expect(output).not.toContain(secret);
  await engine.inMachine('rm /tmp/token; ls /');
  expect(
    await engine.inMachine(
      `ls -A /run/docker/secrets; find /var/lib/docker /run /tmp /root -xdev -type f -exec grep -l ${secret.slice(0, 12)} {} + 2>/dev/null; true`,
    ),
  ).toBe('');
  expect(await engine.docker('history --no-trunc secret')).not.toContain(secret);
  expect((await engine.run(`docker save secret | grep -c ${secret}`)).stdout).toBe('0\n');
  await expect.poll(() => traced.filter((line) => line.includes('"build-step"')).length).toBe(12);
  expect(traced.filter((line) => line.includes(secret))).toEqual([]);
  connection.close();
});

test('a secret is no part of the build cache, and is bounded', async () => {
  const step = 'FROM busybox\nRUN --mount=type=secret,id=s,required=true wc -c < /run/secrets/s\n';
  await engine.inMachine('printf one > /tmp/s');
  expect(await buildInMachine(step, '--secret id=s,src=/tmp/s')).toContain('\n3\n');
  await engine.inMachine('printf other > /tmp/s');
  expect(await buildInMachine(step, '--secret id=s,src=/tmp/s')).toContain('Using cache');
  expect(await buildInMachine(step, '--no-cache')).toContain('secret s: not found');
  await engine.inMachine('head -c 512000 /dev/zero > /tmp/s');
  expect(await buildInMachine(step, '--no-cache --secret id=s,src=/tmp/s')).toContain('\n512000\n');
  await engine.inMachine('head -c 512001 /dev/zero > /tmp/s');
  expect(await buildInMachine(step, '--secret id=s,src=/tmp/s')).toContain('secret s too big. max size 500KiB');
  expect(await buildInMachine(step, '--secret id=s,src=/nowhere')).toContain('failed to stat /nowhere: stat /nowhere: no such file or directory');
  expect(await buildInMachine(step, '--ssh default')).toContain('invalid empty ssh agent socket: make sure SSH_AUTH_SOCK is set');
  expect(await engine.inMachine('rm /tmp/s; ls -A /run/docker/secrets')).toBe('');
  const post = `curl -sS --unix-socket ${engine.socket} -X POST 'http://d/build?session=../..'`;
  expect((await engine.run(post)).stdout).toContain('Cannot locate specified Dockerfile');
  expect(await engine.inMachine('ls -d /run/docker')).toBe('/run/docker\n');
});

test('builds that fail give back what they took', async () => {
  const used = async (): Promise<number> => Number(await engine.inMachine("df -k /var/lib/docker | awk 'NR > 1 {print $3}'"));
  await build('FROM busybox\nRUN true\n');
  await engine.docker('image prune -f');
  const before = await used();
  const failing = [
    'RUN dd if=/dev/zero of=/big bs=1M count=20 2>/dev/null; false',
    'COPY nothing /',
    'RUN --mount=type=cache,target=/c --mount=target=/x,source=no true',
  ];
  for (const step of failing) expect(await build(`FROM busybox\nCOPY x /x\n${step}\n`, '--no-cache')).not.toContain('Successfully');
  await engine.docker('image prune -f');
  await engine.docker('builder prune -af');
  expect(await engine.inMachine('ls -A /var/lib/docker/tmp')).toBe('');
  expect(Math.abs((await used()) - before)).toBeLessThan(1024);
});
