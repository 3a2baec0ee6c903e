/** What the editor knows without a page: names, text, problems of Dockerfiles, results of builds. */
import { describe, expect, test } from 'vitest';
import type { BuildStep } from '../../../../engine-wasm/api/build.ts';
import type { BuildRun } from '../trace/builds.svelte.ts';
import { dockerfileProblems } from './dockerfile-problems.ts';
import { dockerfileOf, latestRun, lineResults, summary } from './line-results.ts';
import { directoryOf, isDockerfile, isWithin, joinPath, movedPath, nameProblem, relativePath, unpackCommand } from './paths.ts';
import { decodeText, encodeText } from './text.ts';

test('paths', () => {
  expect([joinPath('/', 'a'), joinPath('/a', 'b')]).toEqual(['/a', '/a/b']);
  expect([directoryOf('/a'), directoryOf('/a/b')]).toEqual(['/', '/a']);
  expect([isWithin('/ab', '/a'), isWithin('/a/b', '/a'), isWithin('/a', '/a')]).toEqual([false, true, true]);
  expect([movedPath('/a/x', '/a', '/b'), movedPath('/ab', '/a', '/b')]).toEqual(['/b/x', '/ab']);
  expect([relativePath('/a/b/c', '/a'), relativePath('/a', '/'), relativePath('/b', '/a')]).toEqual(['b/c', 'a', '/b']);
});

test.each(['', '/x', 'a//b', '../x', 'a/./b', 'x'.repeat(256)])('%j is no name', (name) => expect(nameProblem(name)).not.toBe(''));
test.each(['x', 'src/app.js', 'src/', 'Ümläut.txt'])('%j is a name', (name) => expect(nameProblem(name)).toBe(''));
test.each(['/Dockerfile', '/a/dockerfile.dev', '/web.Dockerfile'])('%s is a Dockerfile', (path) => expect(isDockerfile(path)).toBe(true));
test.each(['/Dockerfile/x', '/Dockerfiles', '/my-dockerfile'])('%s is none', (path) => expect(isDockerfile(path)).toBe(false));

test.each([
  ['/root/a.tar.gz', 'tar -xzvf /root/a.tar.gz -C /root'],
  ['/a.tar', 'tar -xvf /a.tar -C /'],
  ['/a.txz', 'tar -xJvf /a.txz -C /'],
  ['/my site/A.TGZ', "tar -xzvf '/my site/A.TGZ' -C '/my site'"],
  ['/a.zip', 'unzip -o /a.zip -d /'],
  ['/a.tar.gz.txt', null],
])('%s is unpacked by %s', (path, command) => expect(unpackCommand(path)).toBe(command));

test.each(['\ufeffBOM', 'a\r\nb\n', 'Ümläut 🐳', ''])('%j gives the same bytes again', (text) => expect(decodeText(encodeText(text))).toBe(text));
test.each([[[0x7f, 0x45, 0x4c, 0x46, 0]], [[0xff, 0xfe, 0x41]]])('%j is no text', (bytes) => expect(decodeText(Uint8Array.from(bytes))).toBeNull());

describe('a Dockerfile’s problems', () => {
  const problems = (text: string): unknown =>
    dockerfileProblems(text).map(({ message, location, instead }) => [location.line, location.column, message, instead]);

  test('are all told, where they are, with what may have been meant', () => {
    expect(problems('FROM busybox\nRUNN x\n  COPPY a b\nCOPY --chwn=1 a b\n')).toEqual([
      [2, 1, 'unknown instruction: RUNN (did you mean RUN?)', 'RUN'],
      [3, 3, 'unknown instruction: COPPY (did you mean COPY?)', 'COPY'],
      [4, 1, 'unknown flag: --chwn (did you mean chown?)', null],
    ]);
  });

  test.each([
    ['', [[0, 1, 'file with no instructions', null]]],
    ['RUN x', [[1, 1, 'no build stage in current context', null]]],
    ['FROM b\nRUN <<E\nx', [[2, 1, 'unterminated heredoc', null]]],
    ['FROM b\nRUN x \\\n  y\nCMD ["x"]\n', []],
  ])('%j', (text, expected) => expect(problems(text)).toEqual(expected));
});

const dockerfile = 'FROM busybox\nWORKDIR /srv\n\nCOPY site/ .\nRUN make \\\n  all\n';
const step = (number: number, line: number, code: string, state: BuildStep['state'], more: Partial<BuildStep> = {}): BuildStep => ({
  step: number,
  steps: 4,
  stage: 0,
  stageName: '',
  line,
  endLine: line,
  code,
  state,
  durationMs: 10,
  ...more,
});
const run = (change: Partial<BuildRun> = {}): BuildRun => ({
  request: 1,
  argv: ['docker', 'build', '-t', 'x', '/root/x'],
  refusal: '',
  steps: [
    step(1, 1, 'FROM busybox', 'done', { size: 2_000_000 }),
    step(2, 2, 'WORKDIR /srv', 'cached'),
    step(3, 4, 'COPY site/ .', 'done', { durationMs: 1500, size: 400 }),
    step(4, 5, 'RUN make   all', 'failed', { error: 'no make' }),
  ],
  ...change,
});

describe('a build', () => {
  const lines = (text: string): unknown => lineResults(text, run()).map(({ line, state, text: said }) => [line, state, said]);

  test('is told beside the instructions', () => {
    expect(lines(dockerfile)).toEqual([
      [1, 'done', 'done in 10 ms, 2 MB'],
      [2, 'cached', 'reused from the cache in 10 ms'],
      [4, 'done', 'done in 1.5 s, 400 B'],
      [5, 'failed', 'failed: no make'],
    ]);
  });

  test('stays with instructions that moved, and leaves those that changed', () => {
    expect(lines(`# new\n${dockerfile.replace('/srv', '/www')}`)).toEqual([
      [2, 'done', expect.any(String)],
      [5, 'done', expect.any(String)],
      [6, 'failed', expect.any(String)],
    ]);
    expect(lines('FROM b\nRUN <<E')).toEqual([]);
  });

  test.each([
    [['docker', 'build', '/a/'], '/a/Dockerfile'],
    [['docker', 'image', 'build', '--no-cache', '/a', '-f', '/b/D'], '/b/D'],
    [['docker', 'build', '-t', '/not-this', '--build-arg', 'A=/b', '.'], null],
    [['docker', 'build', '--file=D', '/a'], null],
  ])('%j is of %s', (argv, path) => expect(dockerfileOf(argv)).toBe(path));

  test('belongs to the file that it names, or whose instructions it has', () => {
    const typed = run({ request: 2, argv: ['docker', 'build', '.'] });
    const outside = run({ request: 3, argv: [] });
    expect(latestRun([run(), outside], '/root/x/Dockerfile', dockerfile)?.request).toBe(1);
    expect(latestRun([run(), typed], '/root/y/Dockerfile', dockerfile)?.request).toBe(2);
    expect(latestRun([run(), typed], '/root/y/Dockerfile', `\n${dockerfile}`)).toBeUndefined();
    expect(latestRun([run()], '/root/x/notes.txt', dockerfile)).toBeUndefined();
  });

  test('in one sentence', () => {
    const { steps } = run();
    expect(summary(run())).toBe('Failed on line 5: no make');
    expect(summary(run({ steps: steps.slice(0, 2) }))).toBe('Step 2 of 4…');
    expect(summary(run({ steps: [...steps.slice(0, 3), step(4, 5, 'RUN make   all', 'cached')] }))).toBe('Built in 1.5 s: 2 of 4 steps reused from the cache');
    expect(summary(run({ steps: [], refusal: 'dockerfile parse error' }))).toBe('Not built: dockerfile parse error');
  });
});
