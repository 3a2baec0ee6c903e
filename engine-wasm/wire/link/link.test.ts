import { describe, expect, test } from 'vitest';
import { frameType, initialWindow } from '../../api/link.ts';
import { encodeFrame, FrameDecoder } from './frames.ts';
import { LinkMux, type Acceptor, type LinkStream } from './mux.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const text = (data: Uint8Array | null): string => new TextDecoder().decode(data ?? new Uint8Array(0));

/** Two muxes, each fed the other's bytes in pieces of `size`. */
function pair(accept: Acceptor, size = Infinity): { host: LinkMux; sent: () => number } {
  let sent = 0;
  const connect = (receive: (data: Uint8Array) => void) => ({
    send: async (data: Uint8Array) => {
      sent += data.length;
      await Promise.resolve();
      for (let at = 0; at < data.length; at += size) receive(data.subarray(at, at + size));
    },
  });
  const decoders = [new FrameDecoder(), new FrameDecoder()] as const;
  const host: LinkMux = new LinkMux(
    'host',
    connect((data) => decoders[0].push(data).forEach((frame) => guest.receive(frame))),
    () => undefined,
  );
  const guest = new LinkMux(
    'guest',
    connect((data) => decoders[1].push(data).forEach((frame) => host.receive(frame))),
    accept,
  );
  return { host, sent: () => sent };
}

test.each([1, 2, 11, 12, 13, 100])('frames survive being cut into pieces of %i bytes', (size) => {
  const decoder = new FrameDecoder();
  const wire = new Uint8Array([...encodeFrame(frameType.data, 3, bytes('hello')), ...encodeFrame(frameType.end, 3, bytes(''))]);
  const seen: string[] = [];
  for (let at = 0; at < wire.length; at += size)
    for (const frame of decoder.push(wire.subarray(at, at + size))) seen.push(`${frame.type} ${frame.stream} ${text(frame.payload)}`);
  expect(seen).toEqual(['3 3 hello', '5 3 ']);
  expect(decoder.atBoundary).toBe(true);
});

test('bytes that are no frame break the link', () => {
  expect(() => new FrameDecoder().push(bytes('not a frame at all'))).toThrow('no frame');
});

describe('a stream', () => {
  const unix = { kind: 'unix', path: '/s' } as const;

  test('carries bytes both ways and half-closes', async () => {
    const { host } = pair((_, stream) => {
      void (async () => {
        for (let data = await stream.read(); data; data = await stream.read()) await stream.write(bytes(text(data).toUpperCase()));
        stream.closeWrite();
      })();
    }, 5);
    const stream = await host.open(unix);
    await stream.write(bytes('hello'));
    stream.closeWrite();
    let answer = '';
    for (let data = await stream.read(); data; data = await stream.read()) answer += text(data);
    expect(answer).toBe('HELLO');
    expect(host.openStreams).toBe(0);
  });

  test('that cannot be connected says why', async () => {
    const { host } = pair(() => {
      throw Object.assign(new Error('no such socket'), { code: 'ENOENT' });
    });
    await expect(host.open(unix)).rejects.toMatchObject({ code: 'ENOENT', message: 'no such socket' });
  });

  test('may carry bytes before it is said to be open', async () => {
    const { host } = pair(async (_, stream) => {
      await stream.write(bytes('early'));
    });
    const stream = await host.open(unix);
    expect(text(await stream.read())).toBe('early');
  });

  test('whose reader sleeps takes one window and no more; reading lets the rest through', async () => {
    let far: LinkStream | undefined;
    const { host, sent } = pair((_, stream) => void (far = stream));
    const stream = await host.open(unix);
    const total = 3 * initialWindow;
    let written = false;
    const writing = stream.write(new Uint8Array(total)).then(() => (written = true));
    await new Promise((resolve) => setImmediate(resolve));
    expect(written).toBe(false);
    expect(sent()).toBeLessThan(initialWindow * 1.1);
    let got = 0;
    while (got < total) got += (await far!.read())!.length;
    await writing;
    expect(got).toBe(total);
  });

  test('carries control messages beside its data', async () => {
    const seen: unknown[] = [];
    const { host } = pair((_, stream) => void (stream.onControl = (message) => seen.push(message)));
    const stream = await host.open(unix);
    stream.sendControl({ kind: 'resize', rows: 3, columns: 4 });
    await stream.write(bytes('x'));
    expect(seen).toEqual([{ kind: 'resize', rows: 3, columns: 4 }]);
  });

  test('ends on both sides when one resets it', async () => {
    let far: LinkStream | undefined;
    const { host } = pair((_, stream) => void (far = stream));
    const stream = await host.open(unix);
    stream.close();
    expect(await far!.read()).toBeNull();
    await expect(stream.write(bytes('x'))).rejects.toMatchObject({ code: 'closed' });
  });
});
