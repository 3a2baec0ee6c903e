/** `ADD http://…`: the file that a URL names, on this machine. */
import { O_CREAT, O_EXCL, O_WRONLY } from '../../sys/constants.ts';
import type { Fd, Sys } from '../../sys/sys.ts';
import type { HttpResponse } from '../../wire/http/client.ts';
import type { Body } from '../../wire/http/message.ts';
import { baseName } from '../archive/path-name.ts';
import { DaemonError } from '../errors.ts';
import { httpGet, unlessSilent, type Got } from './http-get.ts';
import { parseUrl } from './http-url.ts';
import type { Build } from './state.ts';

export interface Fetched {
  /** Of this machine: it has the file and nothing else. The caller removes it. */
  readonly directory: string;
  readonly name: string;
}

/** Stays free for the daemon, as with archives. */
const reservedBytes = 8 << 20;
const unnamed = '__unnamed__';

/** By the path that was asked for, whatever it led to, or by what the server calls it; empty when neither says. */
function nameOf(path: string, { headers }: HttpResponse): string {
  if (path !== '' && !path.endsWith('/')) return baseName(path);
  const [, quoted, plain = ''] = /(?:^|;)\s*filename\s*=\s*(?:"([^"]*)"|([^;\s]+))/i.exec(headers.get('content-disposition') ?? '') ?? [];
  const given = quoted ?? plain;
  return given.endsWith('/') ? '' : baseName(given);
}

/** @throws Error */
function requireSpace({ files }: Sys, directory: string, name: string, bytes: number): void {
  if (files.statfs(directory).free < bytes + reservedBytes) throw new Error(`write ${name}: no space left on device`);
}

/** What is written, told as it grows. @throws Error when the server stops, or nothing more fits */
async function save(build: Build, { response, close }: Got, file: Fd, place: { readonly directory: string; readonly name: string }): Promise<void> {
  const { output, engine } = build;
  const { sys } = engine;
  const length = response.headers.get('content-length');
  const total = length === undefined ? -1 : Number(length);
  if (total > 0) requireSpace(sys, place.directory, place.name, total);
  const tell = (current: number): Promise<void> => output.progress('Downloading', current, total);
  const body: Body = { read: () => unlessSilent(response.body.read(), close, 'net/http: timeout awaiting response body') };
  const step = 512 * 1024;
  let written = 0;
  for (let bytes = await body.read(); bytes !== null; bytes = await body.read()) {
    if (Math.floor(written / step) < Math.floor((written + bytes.length) / step)) {
      requireSpace(sys, place.directory, place.name, step);
      await tell(written);
    }
    for (let at = 0; at < bytes.length;) at += sys.files.write(file, bytes.subarray(at));
    written += bytes.length;
  }
  await tell(written);
  if (total < 0) await output.progressEnd();
}

const unexpectedEnd = (error: unknown): unknown => ((error as { kind?: string }).kind === 'unexpected-end' ? new Error('unexpected EOF') : error);

function secondsOf(time: string | undefined): number {
  const milliseconds = Date.parse(time ?? '');
  return Number.isNaN(milliseconds) ? 0 : Math.floor(milliseconds / 1000);
}

/** The digest of a file's bytes, in hex. */
async function fileDigest({ sockets, files, processes }: Sys, path: string): Promise<string> {
  const input = files.open(path, 0);
  const [result, sink] = sockets.pipe();
  sockets.setBlocking(sink, true);
  const pid = processes.spawn({ path: '/bin/busybox', argv: ['sha256sum'], cwd: '/', stdio: [input, sink, null] });
  for (const fd of [input, sink]) files.close(fd);
  const code = await processes.wait(pid);
  const text = new Uint8Array(64);
  const got = code === 0 ? files.read(result, text) : 0;
  files.close(result);
  if (got !== text.length) throw new DaemonError('internal', `reading ${path} failed`);
  return new TextDecoder().decode(text);
}

/** `--checksum`, as far as it can be wrong before anything is fetched. @throws Error with BuildKit's texts */
export function checkChecksum(checksum: string): void {
  const [, algorithm, hex = ''] = /^([a-z0-9]+(?:[.+_-][a-z0-9]+)*):([^]+)$/.exec(checksum) ?? [];
  if (algorithm === undefined) throw new Error('invalid checksum digest format');
  if (!['sha256', 'sha384', 'sha512'].includes(algorithm)) throw new Error('unsupported digest algorithm');
  if (hex.length !== Number(algorithm.slice(3)) / 4) throw new Error('invalid checksum digest length');
  if (!/^[0-9a-f]+$/.test(hex)) throw new Error('invalid checksum digest format');
  if (algorithm !== 'sha256') throw new Error(`unsupported checksum algorithm ${JSON.stringify(algorithm)}`);
}

const noName = (text: string): Error => new Error(`cannot determine filename for source ${text}`);

/** Returns the file's name; empty when it has none. */
async function download(build: Build, text: string, got: Got, directory: string): Promise<string> {
  const { files } = build.engine.sys;
  const name = nameOf(parseUrl(text).path, got.response);
  if (name === '.' || name === '..') throw noName(text);
  const path = `${directory}/${name || unnamed}`;
  const file = files.open(path, O_WRONLY | O_CREAT | O_EXCL, 0o600);
  try {
    await save(build, got, file, { directory, name: name || unnamed });
  } catch (error) {
    await build.output.progressEnd();
    throw unexpectedEnd(error);
  } finally {
    files.close(file);
  }
  files.setModified(path, secondsOf(got.response.headers.get('last-modified')));
  return name;
}

/** `destination` decides whether the file needs a name. @throws Error with Docker's texts; nothing is left then */
export async function fetchFile(
  build: Build,
  text: string,
  { checksum, destination }: { readonly checksum: string; readonly destination: string },
): Promise<Fetched> {
  const { store } = build.images;
  const { sys } = build.engine;
  const directory = store.temporaryDirectory();
  let got: Got | undefined;
  try {
    got = await httpGet(sys, text);
    const { close } = got;
    void build.output.cancelled.then(close);
    const name = await download(build, text, got, directory);
    await build.output.stdout('\n');
    if (name === '' && destination.endsWith('/')) throw noName(text);
    const digest = checksum === '' ? '' : `sha256:${await fileDigest(sys, `${directory}/${name || unnamed}`)}`;
    if (digest !== checksum) throw new Error(`digest mismatch ${digest}: ${checksum}`);
    return { directory, name: name || unnamed };
  } catch (error) {
    sys.files.removeAll(directory);
    throw error;
  } finally {
    got?.close();
  }
}
