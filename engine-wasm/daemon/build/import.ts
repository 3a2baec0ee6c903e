/** `docker import`: an archive of a file system becomes an image of one layer. */
import { feed } from '../archive/feed.ts';
import { DaemonError } from '../errors.ts';
import { valuesOf, type ApiRequest, type Reply } from '../http/router.ts';
import { addLayer } from '../images/add-layer.ts';
import { addImage, nameImage } from '../images/new-image.ts';
import type { ImageStore } from '../images/store.ts';
import { applyChanges } from './changes.ts';
import { wantedName } from './wanted-name.ts';

/** `POST /images/create?fromSrc=-`. @throws DaemonError with Docker's texts */
export async function importImage(store: ImageStore, request: ApiRequest): Promise<Reply> {
  const { query } = request;
  const source = query['fromSrc'] ?? '';
  if (source !== '-') {
    const host = /^https?:\/\/([^/:]+)/.exec(source)?.[1] ?? source;
    throw new DaemonError('internal', `Get "${source}": dial tcp: lookup ${host}: no such host`);
  }
  const name = wantedName(query);
  const config = applyChanges({}, valuesOf(request, 'changes'));
  const { sockets, files } = store.sys;
  const [input, sink] = sockets.pipe();
  sockets.setBlocking(input, true);
  const layer = addLayer(store, [], input, 'kept').finally(() => files.close(input));
  const [added] = await Promise.allSettled([layer, feed(store.sys, request.stream, sink)]);
  if (added.status === 'rejected') throw added.reason;
  const id = addImage(store, { parent: null, diffId: added.value, config, comment: query['message'] || 'Imported from -' });
  if (name) nameImage(store, id, name);
  const text = `${JSON.stringify({ status: id })}\r\n`;
  return { kind: 'stream', status: 200, contentType: 'application/json', write: (writer) => writer.write(text) };
}
