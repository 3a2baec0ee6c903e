import { describe, expect, test } from 'vitest';
import type { ByteStream } from '../../wire/byte-stream.ts';
import { streamPair } from '../../wire/memory-stream.ts';
import type { Clock } from '../../sys/sys.ts';
import { notFound } from '../errors.ts';
import { Stepper } from '../trace/stepper.ts';
import { Trace } from '../trace/trace.ts';
import { maxUnreadBytes } from './chunked-writer.ts';
import { Connection } from './connection.ts';
import { json, Router, type Route, type StreamWriter } from './router.ts';

const clock = { now: () => 0, monotonic: () => 0 } as Clock;
const encoder = new TextEncoder();
const decoder = new TextDecoder();

function watchers(): { trace: Trace; stepper: Stepper } {
  const trace = new Trace(clock);
  return { trace, stepper: new Stepper(trace) };
}

const echo: Route[] = [
  { method: 'GET', path: '/_ping', handle: () => ({ kind: 'text', status: 200, text: 'OK' }) },
  { method: 'HEAD', path: '/_ping', handle: () => ({ kind: 'text', status: 200, text: '' }) },
  { method: 'GET', path: '/things/{name}', handle: ({ params, query }) => json({ ...params, ...query }) },
  { method: 'POST', path: '/things', body: 'json', handle: ({ body }) => json(body, 201) },
  {
    method: 'GET',
    path: '/missing',
    handle: () => {
      throw notFound('No such thing');
    },
  },
];

function stream(write: (writer: StreamWriter) => Promise<void>): Route {
  return { method: 'GET', path: '/stream', handle: () => ({ kind: 'stream', status: 200, contentType: 'application/json', write }) };
}

/** A served connection; what comes back is gathered. */
function serve(routes: readonly Route[] = echo): { client: ByteStream; received: () => string; ended: Promise<void>; send: (text: string) => void } {
  const [client, server] = streamPair();
  const ended = new Connection({ router: new Router(routes), ...watchers(), clock }, { ...server, release: () => 3 }, { pid: 1, argv: ['test'] }).serve();
  let text = '';
  const read = async (): Promise<void> => {
    for (let bytes = await client.read(); bytes !== null; bytes = await client.read()) text += decoder.decode(bytes);
  };
  const closed = read();
  return { client, received: () => text, ended: Promise.all([ended, closed]).then(() => undefined), send: (part) => void client.write(encoder.encode(part)) };
}

async function exchange(request: string): Promise<string> {
  const { client, received, ended, send } = serve();
  send(request);
  await new Promise((resolve) => setImmediate(resolve));
  client.closeWrite();
  await ended;
  return received().replace(/\r\n(Api-Version|Docker-Experimental|Ostype|Builder-Version|Swarm|Server): [^\r]*/g, '');
}

const head = (line: string): string => `${line} HTTP/1.1\r\nHost: d\r\n`;
const post = (length: number, body: string): string => `${head('POST /things')}Content-Type: application/json\r\nContent-Length: ${length}\r\n\r\n${body}`;

describe('requests', () => {
  test('that are pipelined are answered in order', async () => {
    const answer = await exchange(`${head('GET /things/a')}\r\n${head('GET /things/b?x=1')}\r\n`);
    expect(answer).toMatch(/\{"name":"a"\}\n.*\{"name":"b","x":"1"\}\n$/s);
  });

  test('with HEAD get no body, and only where the route has a HEAD', async () => {
    expect(await exchange(`${head('HEAD /_ping')}\r\n`)).toMatch(/^HTTP\/1.1 200 OK\r\n.*\r\n\r\n$/s);
    expect(await exchange(`${head('HEAD /things/a')}\r\n`)).toMatch(/^HTTP\/1.1 404 Not Found\r\n.*\r\n\r\n$/s);
  });

  test('that ask for it end the connection', async () => {
    expect(await exchange(`${head('GET /_ping')}Connection: close\r\n\r\n${head('GET /_ping')}\r\n`)).toMatch(/Connection: close\r\n\r\nOK$/);
  });

  test('in chunks, with a body of JSON', async () => {
    const chunked = `${head('POST /things')}Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n4\r\n{"a"\r\n3\r\n:1}\r\n0\r\n\r\n`;
    expect(await exchange(chunked)).toMatch(/^HTTP\/1.1 201 Created\r\n.*\{"a":1\}\n$/s);
  });
});

// The answers are those of a real engine.
describe('bad input', () => {
  test.each([
    ['an unknown route', `${head('GET /nosuch')}\r\n`, 404, '{"message":"page not found"}\n'],
    ['a known path with another method', `${head('PUT /_ping')}\r\n`, 404, '{"message":"page not found"}\n'],
    ['an error of a handler', `${head('GET /missing')}\r\n`, 404, '{"message":"No such thing"}\n'],
    [
      'a version that is too new',
      `${head('GET /v1.99/_ping')}\r\n`,
      400,
      '{"message":"client version 1.99 is too new. Maximum supported API version is 1.51"}\n',
    ],
    ['a malformed escape in the path', `${head('GET /things/%zz')}\r\n`, 400, '400 Bad Request'],
    ['a malformed escape in the query', `${head('GET /things/a?x=%zz')}\r\n`, 400, '{"message":"invalid URL escape \\"%zz\\""}\n'],
    ['no Host', 'GET /_ping HTTP/1.1\r\n\r\n', 400, '400 Bad Request: missing required Host header'],
    ['no HTTP', 'hello\r\n\r\n', 400, '400 Bad Request'],
    ['another HTTP', 'GET /_ping HTTP/2.0\r\nHost: d\r\n\r\n', 505, '505 HTTP Version Not Supported: unsupported protocol version'],
    ['a header without a colon', `${head('GET /_ping')}bad\r\n\r\n`, 400, '400 Bad Request'],
    ['a length that is no number', `${head('POST /things')}Content-Length: abc\r\n\r\n`, 400, '400 Bad Request'],
    ['a head that is cut off', 'GET /_ping HTTP/1.1\r\nHos', 400, '400 Bad Request'],
    ['a head without end', `${head('GET /_ping')}X: ${'a'.repeat(10_000_000)}`, 431, '431 Request Header Fields Too Large'],
    ['a body that is cut off', post(100, '{"a":1'), 400, '{"message":"invalid JSON: unexpected EOF"}\n'],
    ['a body that is cut off after its value', post(100, '{"a":1}'), 400, '{"message":"unexpected content after JSON"}\n'],
    [
      'a body that is wrong before it is cut off',
      post(100, '{bad'),
      400,
      `{"message":"invalid JSON: invalid character 'b' looking for beginning of object key string"}\n`,
    ],
    ['no body', post(0, ''), 400, '{"message":"invalid JSON: got EOF while reading request body"}\n'],
    [
      'a malformed chunk',
      `${head('POST /things')}Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n{"a"`,
      400,
      '{"message":"invalid JSON: invalid byte in chunk length"}\n',
    ],
    [
      'a transfer encoding that nobody knows',
      `${head('POST /things')}Transfer-Encoding: gzip\r\n\r\n`,
      501,
      '501 Not Implemented: Unsupported transfer encoding',
    ],
  ])('%s', async (_, request, status, body) => {
    const answer = await exchange(request);
    expect(answer.slice(0, 13)).toBe(`HTTP/1.1 ${status} `);
    expect(answer.slice(answer.indexOf('\r\n\r\n') + 4)).toBe(body);
  });
});

describe('a streamed body', () => {
  test('keeps its chunks whole and in order when nobody waits for a write, and the connection goes on after it', async () => {
    const { client, received, ended, send } = serve([
      ...echo,
      stream(async (writer) => {
        for (const text of ['one', 'two', 'three']) void writer.write(text);
      }),
    ]);
    send(`${head('GET /stream')}\r\n${head('GET /_ping')}\r\n`);
    await expect.poll(received).toMatch(/\r\n\r\n3\r\none\r\n3\r\ntwo\r\n5\r\nthree\r\n0\r\n\r\nHTTP\/1.1 200 OK\r\n.*OK$/s);
    client.closeWrite();
    await ended;
  });

  test('ends when the client leaves', async () => {
    const { client, ended, send } = serve([stream((writer) => writer.clientGone)]);
    send(`${head('GET /stream')}\r\n`);
    client.closeWrite();
    await ended;
  });

  test('is given up when the client does not read it', async () => {
    const [client, server] = streamPair();
    let refused = 0;
    const route = stream(async (writer) => {
      const piece = 'x'.repeat(maxUnreadBytes / 4);
      for (let i = 0; i < 8; i++) writer.write(piece).catch(() => refused++);
      await writer.clientGone;
    });
    const ended = new Connection({ router: new Router([route]), ...watchers(), clock }, { ...server, release: () => 3 }, { pid: 7, argv: ['deaf'] }).serve();
    const head = client.read();
    await client.write(encoder.encode('GET /stream HTTP/1.1\r\nHost: d\r\n\r\n'));
    await head;
    await ended;
    expect(refused).toBeGreaterThan(0);
  });
});
