/** OCI Distribution Specification 1.1, "Pushing Blobs": in one request, in chunks that can be resumed, or mounted from another repository. */
import { empty, failure, type Answer } from './answer.ts';
import { isAllowed } from './access.ts';
import type { Catalog } from './catalog.ts';
import { digestOf, joined } from './digest.ts';
import { digestForm } from './forms.ts';
import type { HubRequest } from './request.ts';
import { fileAgeMs, type FileWriter } from './storage/storage.ts';

/** What nobody wrote to for so long is given up. */
const maxIdleMs = 3_600_000;

interface Upload {
  readonly id: string;
  readonly name: string;
  readonly writer: FileWriter;
  /** Bytes that are there. */
  size: number;
  lastUsed: number;
  writing: boolean;
}

export class Uploads {
  readonly #catalog: Catalog;
  readonly #uploads = new Map<string, Upload>();

  constructor(catalog: Catalog) {
    this.#catalog = catalog;
  }

  /** Gives back the room of uploads that an earlier run of the hub left behind. */
  async sweep(): Promise<void> {
    const { storage } = this.#catalog;
    const used = new Set(Object.values((await storage.state()).files));
    for (const file of await storage.files()) if (!used.has(file) && fileAgeMs(file) > maxIdleMs) await storage.remove(file);
  }

  /** `POST …/blobs/uploads/`: `?mount=DIGEST&from=NAME` asks for a blob that is there already, `?digest=` brings it at once. @throws Failure */
  async start(name: string, user: string, request: HubRequest): Promise<Answer> {
    const mounted = await this.#mount(name, user, request.query);
    if (mounted) return mounted;
    await this.#dropIdle();
    const upload: Upload = { id: crypto.randomUUID(), name, writer: this.#catalog.storage.create(), size: 0, lastUsed: Date.now(), writing: false };
    this.#uploads.set(upload.id, upload);
    return request.query.has('digest') ? this.finish(name, upload.id, request) : progressOf(upload, 202);
  }

  /** `GET`: how far it is. @throws Failure */
  status(name: string, id: string): Answer {
    return progressOf(this.#find(name, id), 204);
  }

  /** `PATCH`: the next bytes. `Content-Range`, where there is one, must begin where the last chunk ended. @throws Failure */
  async append(name: string, id: string, { headers, body }: HubRequest): Promise<Answer> {
    const upload = this.#find(name, id);
    if (upload.writing) throw failure('BLOB_UPLOAD_INVALID', undefined, [], 'blob upload invalid: another request is writing to it');
    const range = headers.get('content-range');
    const [, first, last] = /^(\d+)-(\d+)$/.exec(range ?? '') ?? [];
    if (range !== undefined && Number(first) !== upload.size) throw failure('RANGE_INVALID', undefined, progressOf(upload, 416).headers);
    const length = headers.get('content-length');
    if (last !== undefined && length !== undefined && Number(last) - Number(first) + 1 !== Number(length)) throw failure('SIZE_INVALID');
    upload.writing = true;
    try {
      for (let bytes = await body.read(); bytes !== null; bytes = await body.read()) {
        await this.#write(upload, bytes);
        upload.size += bytes.length;
        upload.lastUsed = Date.now();
      }
    } finally {
      upload.writing = false;
    }
    return progressOf(upload, 202);
  }

  /** `PUT ?digest=`: the last bytes, if any; the whole is verified. @throws Failure */
  async finish(name: string, id: string, request: HubRequest): Promise<Answer> {
    const digest = request.query.get('digest') ?? '';
    if (!digestForm.test(digest)) throw failure('DIGEST_INVALID', digest);
    await this.append(name, id, request);
    const { writer, size } = this.#find(name, id);
    const { storage } = this.#catalog;
    this.#uploads.delete(id);
    await writer.close();
    if ((await digestOf(await joined(storage.read(writer.name, 0, size), size))) !== digest) {
      await storage.remove(writer.name);
      throw failure('DIGEST_INVALID', digest);
    }
    return this.#add(name, digest, size, writer.name);
  }

  /** `DELETE`: given up. @throws Failure */
  async cancel(name: string, id: string): Promise<Answer> {
    await this.#drop(this.#find(name, id));
    return empty(204);
  }

  /** What cannot be mounted is uploaded: the answer is that of an upload then, not an error. */
  async #mount(name: string, user: string, query: URLSearchParams): Promise<Answer | null> {
    const digest = query.get('mount') ?? '';
    const from = query.get('from') ?? '';
    const source = await this.#catalog.find(from);
    const size = source && isAllowed(user, 'pull', from, source) && digestForm.test(digest) ? source.blobs[digest] : undefined;
    return size === undefined ? null : this.#add(name, digest, size);
  }

  async #add(name: string, digest: string, size: number, file?: string): Promise<Answer> {
    const added = file === undefined ? undefined : { digest, file };
    await this.#catalog.change(name, (repository) => ({ ...repository, blobs: { ...repository.blobs, [digest]: size } }), added);
    return empty(201, [
      ['Location', `/v2/${name}/blobs/${digest}`],
      ['Docker-Content-Digest', digest],
    ]);
  }

  #find(name: string, id: string): Upload {
    const upload = this.#uploads.get(id);
    if (upload?.name !== name) throw failure('BLOB_UPLOAD_UNKNOWN');
    return upload;
  }

  /** Where there is no room there will be none for the next chunk: what is there goes, too. A client that breaks off may come back. */
  async #write(upload: Upload, bytes: Uint8Array): Promise<void> {
    try {
      await upload.writer.write(bytes);
    } catch (error) {
      await this.#drop(upload);
      throw error;
    }
  }

  async #drop({ id, writer }: Upload): Promise<void> {
    this.#uploads.delete(id);
    await writer.close();
    await this.#catalog.storage.remove(writer.name);
  }

  async #dropIdle(): Promise<void> {
    for (const upload of this.#uploads.values()) if (!upload.writing && Date.now() - upload.lastUsed > maxIdleMs) await this.#drop(upload);
  }
}

/** `Range` is what Docker's registry says, also of nothing: `0-0`. */
function progressOf({ name, id, size }: Upload, status: number): Answer {
  return empty(status, [
    ['Location', `/v2/${name}/blobs/uploads/${id}`],
    ['Range', `0-${Math.max(0, size - 1)}`],
    ['Docker-Upload-UUID', id],
  ]);
}
