import type { LayerOutcome, LayerProgress } from '../../api/layers.ts';
import { BufferedReader } from '../../wire/buffered-reader.ts';
import type { ByteStream } from '../../wire/byte-stream.ts';
import { formatHead, readRequestHead, type RequestHead } from '../../wire/http/message.ts';
import type { HostLayers, LayerBlob } from './layers.ts';

const encoder = new TextEncoder();

/** Between two lines of progress. */
const progressBytes = 256 * 1024;

function parse(target: string): LayerBlob | null {
  const [, digest, query] = /^\/(sha256:[0-9a-f]{64})\?(.*)$/.exec(target) ?? [];
  const parameters = new URLSearchParams(query);
  const size = Number(parameters.get('size'));
  return digest !== undefined && size > 0 ? { digest, size, compressed: parameters.get('compressed') === '1' } : null;
}

async function prepare(stream: ByteStream, layers: HostLayers, head: RequestHead | null): Promise<void> {
  const say = (line: LayerProgress | LayerOutcome): Promise<void> => stream.write(encoder.encode(`${JSON.stringify(line)}\n`));
  const blob = head && parse(head.target);
  await stream.write(
    encoder.encode(
      formatHead(blob ? 'HTTP/1.1 200 OK' : 'HTTP/1.1 400 Bad Request', [
        ['Content-Type', 'application/x-ndjson'],
        ['Connection', 'close'],
      ]),
    ),
  );
  let told = 0;
  const advanced = async (downloaded: number): Promise<void> => {
    if (downloaded - told < progressBytes) return;
    told = downloaded;
    await say({ downloaded });
  };
  if (blob) await say(await layers.prepare(blob, advanced));
}

/** Bytes handed to the stream at a time. */
const pieceBytes = 256 * 1024;

async function sendArchive(stream: ByteStream, archive: Uint8Array | null): Promise<void> {
  const status = archive ? 'HTTP/1.1 200 OK' : 'HTTP/1.1 404 Not Found';
  const length = archive?.length ?? 0;
  await stream.write(
    encoder.encode(
      formatHead(status, [
        ['Content-Type', 'application/x-tar'],
        ['Content-Length', String(length)],
        ['Connection', 'close'],
      ]),
    ),
  );
  for (let at = 0; archive && at < length; at += pieceBytes) await stream.write(archive.subarray(at, at + pieceBytes));
}

/** One request a connection; the answer ends with it. */
export async function serveLayers(stream: ByteStream, layers: HostLayers): Promise<void> {
  try {
    const head = await readRequestHead(new BufferedReader(stream));
    const diffId = /^\/archive\/(sha256:[0-9a-f]{64})$/.exec(head?.target ?? '')?.[1];
    if (diffId !== undefined) await sendArchive(stream, await layers.archive(diffId));
    else await prepare(stream, layers, head);
    stream.closeWrite();
  } catch {
    stream.close();
  }
}
