/** Layers that the host verifies and unpacks, and shows the machine in a file system of its own (api/layers.ts): their bytes never cross the emulator. */
import { hostLayers, type LayerOutcome, type LayerProgress } from '../../api/layers.ts';
import { FdStream } from '../../sys/fd-stream.ts';
import type { Fd, Files, Sys } from '../../sys/sys.ts';
import { readLines, type HttpConnection } from '../../wire/http/client.ts';
import { DaemonError } from '../errors.ts';
import type { RegistryConnection } from './registry.ts';

/** Where the layer is once it is prepared. */
function hostDirectory(diffId: string): string {
  return `${hostLayers}/${diffId.slice('sha256:'.length)}`;
}

/** Leaves `directory` as a link to the prepared layer. @throws DaemonError when the host does not answer */
export async function prepareOnHost(
  files: Files,
  http: HttpConnection,
  { digest, size, compressed }: { readonly digest: string; readonly size: number; readonly compressed: boolean },
  directory: string,
  advanced: (bytes: number) => Promise<void>,
): Promise<LayerOutcome> {
  try {
    const { body } = await http.request({ method: 'GET', target: `/${digest}?size=${size}&compressed=${Number(compressed)}` });
    for await (const line of readLines(body)) {
      const said = JSON.parse(line) as LayerProgress | LayerOutcome;
      if ('downloaded' in said) await advanced(said.downloaded);
      else {
        if ('diffId' in said) files.symlink(hostDirectory(said.diffId), directory);
        return said;
      }
    }
  } finally {
    http.close();
  }
  throw new DaemonError('internal', 'unexpected EOF');
}

/** Copies a prepared layer's archive from the host to `output`, which the loop can wait for. @throws DaemonError */
export async function copyFromHost(sys: Sys, { http, stream }: RegistryConnection, diffId: string, output: Fd): Promise<void> {
  const response = await http.request({ method: 'GET', target: `/archive/${diffId}`, headers: { Connection: 'close' } });
  const size = Number(response.headers.get('content-length'));
  if (response.status !== 200) throw new DaemonError('internal', `layer ${diffId} is not on the host`);
  const begun = http.takeBuffered();
  const out = new FdStream(sys, output);
  await out.write(begun);
  out.release();
  const source = stream.release();
  const moved = await sys.loop.pump(source, output, size - begun.length).finally(() => sys.files.close(source));
  if (moved < size - begun.length) throw new DaemonError('internal', 'unexpected EOF');
}
