import { expect, test } from 'vitest';
import type { ByteStream } from '../../../engine-wasm/wire/byte-stream.ts';
import { DockerClient } from './client.ts';
import { runContainer, splitWords } from './run.ts';

const encoder = new TextEncoder();
const ok = (body: string, status = '200 OK'): string => `HTTP/1.1 ${status}\r\nContent-Length: ${body.length}\r\n\r\n${body}`;

/** A daemon that has the image once it was pulled. */
function daemon(): { docker: DockerClient; asked: string[] } {
  const asked: string[] = [];
  const answer = (line: string): string => {
    if (line.includes('/create?') || line.includes('/images/create')) return ok('{"status":"Pulled"}\n');
    if (line.includes('/containers/create'))
      return asked.some((other) => other.includes('/images/create')) ? ok('{"Id":"c1"}', '201 Created') : ok('{"message":"No such image"}', '404 Not Found');
    if (line.includes('/attach')) return 'HTTP/1.1 101 UPGRADED\r\n\r\n\u0001\0\0\0\0\0\0\u0003hi\n';
    if (line.includes('/wait')) return ok('{"StatusCode":3}');
    return 'HTTP/1.1 204 No Content\r\n\r\n';
  };
  const dial = (): Promise<ByteStream> => {
    const answers: Uint8Array[] = [];
    return Promise.resolve({
      read: () => Promise.resolve(answers.shift() ?? null),
      write: (bytes) => {
        const line = new TextDecoder().decode(bytes).split('\r\n', 1)[0] as string;
        asked.push(line.replace(' HTTP/1.1', ''));
        answers.push(encoder.encode(answer(line)));
        return Promise.resolve();
      },
      closeWrite: () => undefined,
      close: () => undefined,
    });
  };
  return { docker: new DockerClient(dial, 'test'), asked };
}

test('a run asks in the order of the command line, and pulls what is missing', async () => {
  const { docker, asked } = daemon();
  let output = '';
  const code = await runContainer(docker, { image: 'busybox', command: ['echo', 'hi'], remove: true }, (text) => (output += text));
  expect([code, output]).toEqual([3, 'hi\n']);
  expect(asked).toEqual([
    'POST /containers/create',
    'POST /images/create?fromImage=busybox&tag=latest',
    'POST /containers/create',
    'POST /containers/c1/attach?stream=1&stdout=1&stderr=1',
    'POST /containers/c1/wait?condition=removed',
    'POST /containers/c1/start',
  ]);
});

test.each([
  ['echo hi', ['echo', 'hi']],
  [`sh -c "echo 'a  b'"`, ['sh', '-c', "echo 'a  b'"]],
  ['  ', []],
  [`''`, ['']],
])('%s is parted into words', (text, words) => expect(splitWords(text)).toEqual(words));
