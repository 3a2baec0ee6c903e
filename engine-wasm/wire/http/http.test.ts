import { describe, expect, test } from 'vitest';
import { BufferedReader } from '../buffered-reader.ts';
import type { ByteStream } from '../byte-stream.ts';
import { streamPair } from '../memory-stream.ts';
import { HttpConnection, readLines, readText } from './client.ts';
import { bodyOf, formatChunk, HttpError, maxHeadBytes, readAll, readRequestHead } from './message.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const text = (data: Uint8Array): string => new TextDecoder().decode(data);

/** A stream that delivers `input` in pieces of `size` bytes and then ends. */
function reader(input: string, size = Infinity): BufferedReader {
  let rest = bytes(input);
  const stream = {
    read: () => {
      const piece = rest.subarray(0, size);
      rest = rest.subarray(piece.length);
      return Promise.resolve(piece.length > 0 ? piece : null);
    },
  };
  return new BufferedReader(stream as ByteStream);
}

describe('request heads', () => {
  const message = 'POST /v1.51/containers/create?name=a HTTP/1.1\r\nHost: x\r\nX-Many: a\r\nx-many: b\r\nContent-Length: 5\r\n\r\nhelloGET';

  test.each([1, 2, 3, 7, 1000])('are read from pieces of %i bytes, and so is the body', async (size) => {
    const input = reader(message, size);
    const head = await readRequestHead(input);
    expect(head).toMatchObject({ method: 'POST', target: '/v1.51/containers/create?name=a', minorVersion: 1 });
    expect(head?.headers.get('x-many')).toBe('a, b');
    expect(text(await readAll(bodyOf(head!.headers, input, false)))).toBe('hello');
    expect(text((await input.readSome(1))!)).toBe('G');
  });

  test('a peer that closes between two requests is no error', async () => {
    expect(await readRequestHead(reader(''))).toBeNull();
  });

  test.each([
    ['GET\r\n\r\n', 400],
    ['GET / HTTP/2\r\n\r\n', 505],
    ['GET / x HTTP/1.1\r\n\r\n', 400],
    ['GET / HTTP/1.1\r\nno colon\r\n\r\n', 400],
  ])('%j is refused with %i', async (input, status) => {
    await expect(readRequestHead(reader(input))).rejects.toMatchObject({ status });
  });

  test('a head without end is refused with 431 after the limit, not gathered', async () => {
    let sent = 0;
    const endless = {
      read: () => {
        sent += 4096;
        return Promise.resolve(bytes('a'.repeat(4096)));
      },
    };
    await expect(readRequestHead(new BufferedReader(endless as unknown as ByteStream))).rejects.toBeInstanceOf(HttpError);
    expect(sent).toBeLessThan(2 * maxHeadBytes);
  });

  test('a head that is cut off half-way is an unexpected end', async () => {
    await expect(readRequestHead(reader('GET / HTTP/1.1\r\nHo'))).rejects.toMatchObject({ kind: 'unexpected-end' });
  });
});

describe('bodies', () => {
  test.each([1, 3, 100])('in chunks, from pieces of %i bytes, with extensions and trailers', async (size) => {
    const input = reader('4;x=y\r\nWiki\r\n5\r\npedia\r\n0\r\nTrailer: 1\r\n\r\nnext', size);
    const body = bodyOf(new Map([['transfer-encoding', 'chunked']]), input, false);
    expect(text(await readAll(body))).toBe('Wikipedia');
    expect(text((await input.readSome(1))!)).toBe('n');
  });

  test('that end early are an unexpected end', async () => {
    const body = bodyOf(new Map([['content-length', '10']]), reader('short'), false);
    await expect(readAll(body)).rejects.toMatchObject({ kind: 'unexpected-end' });
  });

  test('past a limit are refused with 413', async () => {
    const body = bodyOf(new Map([['content-length', '10']]), reader('0123456789'), false);
    await expect(readAll(body, 5)).rejects.toMatchObject({ status: 413 });
  });
});

describe('the client', () => {
  test('keeps the connection for a second request and reads lines as they come', async () => {
    const [near, far] = streamPair();
    const connection = new HttpConnection(near);
    const server = new BufferedReader(far);
    const first = connection.request({ method: 'POST', target: '/a', body: 'ping' });
    const head = await readRequestHead(server);
    expect(text(await readAll(bodyOf(head!.headers, server, false)))).toBe('ping');
    void far.write(bytes('HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\npong'));
    expect(await readText(await first)).toBe('pong');

    const second = connection.request({ method: 'GET', target: '/b' });
    expect((await readRequestHead(server))?.target).toBe('/b');
    void far.write(bytes('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n'));
    void far
      .write(formatChunk(bytes('{"a":1}\r\n{"b"')))
      .then(() => far.write(formatChunk(bytes(':2}\n'))))
      .then(() => far.write(formatChunk(bytes(''))));
    const lines: string[] = [];
    for await (const line of readLines((await second).body)) lines.push(line);
    expect(lines).toEqual(['{"a":1}', '{"b":2}']);
  });

  test('hands the connection over after 101, with the bytes that came along', async () => {
    const [near, far] = streamPair();
    const server = new BufferedReader(far);
    const upgraded = new HttpConnection(near).upgrade({ method: 'POST', target: '/attach' });
    expect((await readRequestHead(server))?.headers.get('upgrade')).toBe('tcp');
    void far.write(bytes('HTTP/1.1 101 UPGRADED\r\nConnection: Upgrade\r\n\r\nearly'));
    const { stream } = await upgraded;
    expect(text((await stream!.read())!)).toBe('early');
  });
});
