import type { LayerOutcome, LayerProgress } from '../../api/layers.ts';
import { BufferedReader } from '../../wire/buffered-reader.ts';
import type { ByteStream } from '../../wire/byte-stream.ts';
import { formatHead, readRequestHead } from '../../wire/http/message.ts';
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

/** One request a connection; the answer ends with it. */
export async function servePreparation(stream: ByteStream, layers: HostLayers): Promise<void> {
  const say = (line: LayerProgress | LayerOutcome): Promise<void> => stream.write(encoder.encode(`${JSON.stringify(line)}\n`));
  try {
    const head = await readRequestHead(new BufferedReader(stream));
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
    stream.closeWrite();
  } catch {
    stream.close();
  }
}
