/** What the host does with layers for the machine (api/layers.ts): their bytes do not take the way over the link. */
import {
  hostLayers,
  type LayerDestination,
  type LayerOutcome,
  type LayerProgress,
  type LayerSent,
  type UploadOutcome,
  type UploadProgress,
} from '../../api/layers.ts';
import { FdStream } from '../../sys/fd-stream.ts';
import type { Fd, Files, Sys } from '../../sys/sys.ts';
import type { Body } from '../../wire/http/message.ts';
import { readLines, type HttpConnection } from '../../wire/http/client.ts';
import { DaemonError } from '../errors.ts';
import type { RegistryConnection } from '../registry/session.ts';

/** How long nothing may come of a layer. */
export const silenceMs = 30_000;

/** Where the layer is once it is prepared. */
function hostDirectory(diffId: string): string {
  return `${hostLayers}/${diffId.slice('sha256:'.length)}`;
}

/** Leaves `directory` as a link to the prepared layer. @throws DaemonError when the host does not answer */
export async function prepareOnHost(
  files: Files,
  http: HttpConnection,
  { digest, size }: { readonly digest: string; readonly size: number },
  directory: string,
  advanced: (bytes: number) => Promise<void>,
): Promise<LayerOutcome> {
  let silence: number | undefined;
  const wait = (): void => {
    clearTimeout(silence);
    silence = setTimeout(() => http.close(), silenceMs);
  };
  try {
    wait();
    const { body } = await http.request({ method: 'GET', target: `/${digest}?size=${size}` });
    for await (const line of readLines(body)) {
      wait();
      const said = JSON.parse(line) as LayerProgress | LayerOutcome;
      if ('downloaded' in said) await advanced(said.downloaded);
      else {
        if ('diffId' in said) files.symlink(hostDirectory(said.diffId), directory);
        return said;
      }
    }
  } finally {
    clearTimeout(silence);
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

/** A prepared layer with gzip. @throws DaemonError */
export async function openOnHost(
  { http }: RegistryConnection,
  diffId: string,
): Promise<{ readonly body: Body; readonly digest: string; readonly size: number }> {
  const { status, headers, body } = await http.request({ method: 'GET', target: `/blob/${diffId}` });
  if (status !== 200) throw new DaemonError('internal', `layer ${diffId} is not on the host`);
  return { body, digest: headers.get('docker-content-digest') ?? '', size: Number(headers.get('content-length')) };
}

/** What the host does for an upload: it gives a file, and sends on what is written there. */
export interface UploadByHost {
  readonly diffId: string;
  /** Bytes of the archive. */
  readonly size: number;
  readonly destination: LayerDestination;
  /** Writes the archive; what goes wrong then ends the upload. */
  write(file: string): Promise<void>;
  advanced(bytes: number): Promise<void>;
}

/** @throws DaemonError */
export async function uploadByHost(http: HttpConnection, { diffId, size, destination, write, advanced }: UploadByHost): Promise<LayerSent> {
  let failure: Error | null = null;
  const giveUp = (error: Error): void => {
    failure = error;
    http.close();
  };
  const { body } = await http.request({ method: 'POST', target: `/uploads?size=${size}&diff-id=${diffId}`, body: JSON.stringify(destination) });
  for await (const line of readLines(body)) {
    const said = JSON.parse(line) as UploadProgress | UploadOutcome;
    if ('file' in said) write(said.file).catch(giveUp);
    else if ('received' in said) await advanced(said.received);
    else if ('error' in said) throw new DaemonError('internal', said.error);
    else return said;
  }
  throw failure ?? new DaemonError('internal', 'unexpected EOF');
}
