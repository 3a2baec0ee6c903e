/**
 * Secrets for `RUN --mount=type=secret`. The classic API does not carry them, so they come beside it: a client sends each with
 * `PUT /drydock/sessions/SESSION/secrets/ID` (requests below `/drydock/` are not traced), and names the session in `POST /build?session=SESSION`.
 * They are files of a file system in memory, which only root may read, and are gone when the build is.
 */
import { O_CREAT, O_RDONLY, O_TRUNC, O_WRONLY } from '../../sys/constants.ts';
import type { Sys } from '../../sys/sys.ts';
import { HttpError, readAll } from '../../wire/http/message.ts';
import { badRequest } from '../errors.ts';
import { secretsDirectory } from './secrets-directory.ts';
import { empty, type ApiRequest, type Reply } from '../http/router.ts';

/** Bytes of one, as with BuildKit. */
const mostBytes = 500 * 1024;
/** A session whose build does not come is forgotten. */
const patienceMs = 60_000;

/** It is the name of a directory, too. */
const isSession = (name: string): boolean => /^[0-9a-f]{32}$/.test(name);

/** What one build may read. */
export interface Secrets {
  /** A file of this machine; undefined when the client sent none of that id. */
  path(id: string): string | undefined;
  /** A copy of it, to be mounted. */
  copy(path: string, mode: number, uid: number, gid: number): string;
  /** Removes all. */
  close(): void;
}

export class SecretSessions {
  readonly #sys: Sys;
  readonly #forgetting = new Map<string, number>();

  constructor(sys: Sys) {
    this.#sys = sys;
  }

  /** `PUT /drydock/sessions/{session}/secrets/{id...}`. @throws DaemonError bad-request */
  async receive({ params, stream }: ApiRequest): Promise<Reply> {
    const { session = '', id = '' } = params;
    if (!isSession(session)) throw badRequest('a session is named by 32 hexadecimal digits');
    const content = await readAll(stream, mostBytes).catch((error: unknown) => {
      throw error instanceof HttpError && error.status === 413 ? badRequest(`secret ${id} too big. max size 500KiB`) : error;
    });
    this.#write(this.#file(session, id), content);
    clearTimeout(this.#forgetting.get(session));
    this.#forgetting.set(
      session,
      setTimeout(() => this.#forget(session), patienceMs),
    );
    return empty(201);
  }

  /** For the build of a session; what names none has no secrets. */
  open(named: string): Secrets {
    const session = isSession(named) ? named : '';
    clearTimeout(this.#forgetting.get(session));
    const { files } = this.#sys;
    let copies = 0;
    return {
      path: (id) => {
        const file = this.#file(session, id);
        return session !== '' && files.exists(file) ? file : undefined;
      },
      copy: (path, mode, uid, gid) => {
        const copy = `${path}.${copies++}`;
        this.#write(copy, this.#read(path));
        files.chown(copy, uid, gid);
        files.chmod(copy, mode);
        return copy;
      },
      close: () => this.#forget(session),
    };
  }

  #forget(session: string): void {
    this.#forgetting.delete(session);
    if (session !== '') this.#sys.files.removeAll(`${secretsDirectory}/${session}`);
  }

  #file(session: string, id: string): string {
    return `${secretsDirectory}/${session}/${this.#sys.hashing.sha256(id)}`;
  }

  #read(path: string): Uint8Array {
    const { files } = this.#sys;
    const content = new Uint8Array(files.stat(path).size);
    const file = files.open(path, O_RDONLY);
    for (let at = 0; at < content.length;) at += files.read(file, content.subarray(at));
    files.close(file);
    return content;
  }

  #write(path: string, content: Uint8Array): void {
    const { files } = this.#sys;
    files.mkdirAll(path.slice(0, path.lastIndexOf('/')), 0o700);
    const file = files.open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o400);
    for (let at = 0; at < content.length;) at += files.write(file, content.subarray(at));
    files.close(file);
  }
}
