/** HTTP for what api/layers.ts describes: one request a connection, the answer ends with it. */
import type { LayerDestination, LayerOutcome, LayerProgress, UploadOutcome, UploadProgress } from '../../api/layers.ts';
import { BufferedReader } from '../../wire/buffered-reader.ts';
import type { ByteStream } from '../../wire/byte-stream.ts';
import { bodyOf, formatHead, readAll, readRequestHead, type RequestHead } from '../../wire/http/message.ts';
import type { HostLayers } from './layers.ts';
import { sendLayer } from './send.ts';

const encoder = new TextEncoder();

/** Between two lines of progress, at least: as often as Docker tells it. A line costs the guest's daemon and client more than the bytes do. */
const progressMs = 100;

/** Bytes handed to the stream at a time. */
const pieceBytes = 256 * 1024;

function sendHead(stream: ByteStream, status: string, headers: Readonly<Record<string, string | number>>): Promise<void> {
  const lines = Object.entries({ ...headers, Connection: 'close' }).map(([name, value]) => [name, String(value)] as const);
  return stream.write(encoder.encode(formatHead(`HTTP/1.1 ${status}`, lines)));
}

const refuse = (stream: ByteStream, status: string): Promise<void> => sendHead(stream, status, { 'Content-Length': 0 });

/** Progress is told now and then: the last line is what counts. */
function lines<Line extends object>(stream: ByteStream): { say(line: Line): Promise<void>; now(line: Line): Promise<void> } {
  let told = -Infinity;
  const say = (line: Line): Promise<void> => stream.write(encoder.encode(`${JSON.stringify(line)}\n`));
  return {
    say,
    async now(line) {
      const time = performance.now();
      if (time - told < progressMs) return;
      told = time;
      await say(line);
    },
  };
}

const jsonLines = { 'Content-Type': 'application/x-ndjson' };

async function prepare(stream: ByteStream, layers: HostLayers, digest: string, query: URLSearchParams): Promise<void> {
  const size = Number(query.get('size'));
  if (!(size > 0)) return refuse(stream, '400 Bad Request');
  await sendHead(stream, '200 OK', jsonLines);
  const { say, now } = lines<LayerProgress | LayerOutcome>(stream);
  await say(await layers.prepare({ digest, size }, (downloaded) => now({ downloaded })));
}

async function writePieces(stream: ByteStream, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length; at += pieceBytes) await stream.write(bytes.subarray(at, at + pieceBytes));
}

async function sendArchive(stream: ByteStream, layers: HostLayers, diffId: string): Promise<void> {
  const archive = await layers.archive(diffId);
  if (!archive) return refuse(stream, '404 Not Found');
  await sendHead(stream, '200 OK', { 'Content-Type': 'application/x-tar', 'Content-Length': archive.length });
  await writePieces(stream, archive);
}

async function sendBlob(stream: ByteStream, layers: HostLayers, diffId: string): Promise<void> {
  const found = await layers.gzipped(diffId);
  if (!found) return refuse(stream, '404 Not Found');
  const { digest, size } = found.blob;
  await sendHead(stream, '200 OK', { 'Content-Type': 'application/octet-stream', 'Content-Length': size, 'Docker-Content-Digest': digest });
  for await (const part of found.bytes) await writePieces(stream, part);
}

async function upload(stream: ByteStream, layers: HostLayers, query: URLSearchParams, destination: LayerDestination): Promise<void> {
  const size = Number(query.get('size'));
  if (!(size > 0)) return refuse(stream, '400 Bad Request');
  await sendHead(stream, '200 OK', jsonLines);
  const { say, now } = lines<UploadProgress | UploadOutcome>(stream);
  // Whoever is gone hears nothing; that is noticed below.
  const advanced = (received: number): void => void now({ received }).catch(() => undefined);
  await sendLayer(layers, { size, diffId: query.get('diff-id') ?? '', destination }, { say, advanced, clientGone: stream.read() });
}

async function answer(stream: ByteStream, reader: BufferedReader, layers: HostLayers, { method, target, headers }: RequestHead): Promise<void> {
  const [path = '', query = ''] = target.split('?', 2);
  const parameters = new URLSearchParams(query);
  const [, verb, digest = ''] = /^\/(?:(archive|blob)\/)?(sha256:[0-9a-f]{64})$/.exec(path) ?? [];
  if (method === 'POST' && path === '/uploads') {
    const destination = JSON.parse(new TextDecoder().decode(await readAll(bodyOf(headers, reader, false)))) as LayerDestination;
    return upload(stream, layers, parameters, destination);
  }
  if (digest === '') return refuse(stream, '400 Bad Request');
  if (verb === 'archive') return sendArchive(stream, layers, digest);
  return verb === 'blob' ? sendBlob(stream, layers, digest) : prepare(stream, layers, digest, parameters);
}

export async function serveLayers(stream: ByteStream, layers: HostLayers): Promise<void> {
  try {
    const reader = new BufferedReader(stream);
    const head = await readRequestHead(reader);
    if (head) await answer(stream, reader, layers, head);
    stream.closeWrite();
  } catch {
    stream.close();
  }
}
