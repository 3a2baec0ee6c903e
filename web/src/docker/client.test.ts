import { expect, test } from 'vitest';
import type { ByteStream } from '../../../engine-wasm/wire/byte-stream.ts';
import { DockerClient, errorText, formatTarget } from './client.ts';
import { splitReference } from './images.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

/** A daemon that answers every connection with `parts`, and remembers what it was asked. */
function daemon(...parts: string[]): { docker: DockerClient; asked: string[]; closed: () => number } {
  const asked: string[] = [];
  let closed = 0;
  const dial = (): Promise<ByteStream> => {
    const rest = parts.map(bytes);
    return Promise.resolve({
      read: () => Promise.resolve(rest.shift() ?? null),
      write: (data) => {
        asked.push(new TextDecoder().decode(data).split('\r\n', 1)[0] as string);
        return Promise.resolve();
      },
      closeWrite: () => undefined,
      close: () => void closed++,
    });
  };
  return { docker: new DockerClient(dial, 'test'), asked, closed: () => closed };
}

test('a request is one connection, closed after its answer', async () => {
  const { docker, asked, closed } = daemon('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n', '[]');
  expect(await docker.json('/containers/json', { all: 1, filters: undefined })).toEqual([]);
  expect(asked).toEqual(['GET /containers/json?all=1 HTTP/1.1']);
  expect(closed()).toBe(1);
});

test('an error is thrown with the daemon’s message and its status', async () => {
  const { docker, closed } = daemon('HTTP/1.1 409 Conflict\r\nContent-Length: 22\r\n\r\n{"message":"in use"} \n');
  await expect(docker.text('DELETE', '/images/x')).rejects.toMatchObject({ status: 409, message: 'in use' });
  expect(closed()).toBe(1);
});

test('a stream gives objects as they come, cut anywhere', async () => {
  const { docker, closed } = daemon('HTTP/1.1 200 OK\r\n\r\n{"a":', '1}\n{"a"', ':2}\n');
  const seen: unknown[] = [];
  for await (const object of await docker.stream('GET', '/events', {}, new AbortController().signal)) seen.push(object);
  expect(seen).toEqual([{ a: 1 }, { a: 2 }]);
  expect(closed()).toBe(1);
});

test('values are encoded in the target', () =>
  expect(formatTarget('/images/create', { fromImage: 'a/b&c', tag: '1' })).toBe('/images/create?fromImage=a%2Fb%26c&tag=1'));

test.each([
  [404, '{"message":"No such image: x"}', 'No such image: x'],
  [500, 'page not found\n', 'page not found'],
  [502, '', 'the daemon answered 502'],
])('the text of a %i', (status, body, text) => expect(errorText(status, body)).toBe(text));

test.each([
  ['busybox', 'busybox', 'latest'],
  ['busybox:1.36', 'busybox', '1.36'],
  ['localhost:5000/a', 'localhost:5000/a', 'latest'],
  ['localhost:5000/a:b', 'localhost:5000/a', 'b'],
  ['busybox@sha256:00', 'busybox@sha256:00', ''],
])('%s is pulled as %s, tag %s', (reference, name, tag) => expect(splitReference(reference)).toEqual({ name, tag }));
