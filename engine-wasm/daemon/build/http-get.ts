/** A file over plain HTTP, as Go's client gets it for the classic builder: redirects are followed, and servers that fall silent given up. */
import { FdStream } from '../../sys/fd-stream.ts';
import type { Fd, Sys, SysError } from '../../sys/sys.ts';
import { HttpConnection, readText, type HttpResponse } from '../../wire/http/client.ts';
import { lookUp } from '../registry/endpoint.ts';
import { parseUrl, resolveLocation, type HttpUrl } from './http-url.ts';

export interface Got {
  readonly url: HttpUrl;
  readonly response: HttpResponse;
  /** Ends it, also while something is read. */
  close(): void;
}

/** Docker waits for ever; here nothing may hold a build for so long. */
const silenceMs = 15_000;
const mostRequests = 10;
/** Of what a server says about its refusal. */
const mostBytesOfRefusal = 64 * 1024;

const reasons: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'connection refused',
  ECONNRESET: 'connection reset by peer',
  EHOSTUNREACH: 'no route to host',
  ENETUNREACH: 'network is unreachable',
  ETIMEDOUT: 'connection timed out',
};

/** Rejects with `message` after a silence; `giveUp` is called then. */
export function unlessSilent<T>(work: Promise<T>, giveUp: () => void, message: string): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      reject(new Error(message));
      giveUp();
    }, silenceMs);
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}

async function connect(sys: Sys, { host, port }: HttpUrl): Promise<Fd> {
  const address = lookUp(sys, host);
  if (address === undefined) throw new Error(`dial tcp: lookup ${host}: no such host`);
  const place = `dial tcp ${address}:${port}`;
  let isLate = false;
  const connecting = sys.sockets.connectTcp(address, port).catch((error: unknown) => {
    const { code, message } = error as SysError;
    throw new Error(`${place}: connect: ${reasons[code] ?? message}`);
  });
  void connecting.then(
    (fd) => isLate && sys.files.close(fd),
    () => undefined,
  );
  return unlessSilent(connecting, () => (isLate = true), `${place}: i/o timeout`);
}

/** One request. @throws Error with Go's texts */
async function ask(sys: Sys, url: HttpUrl): Promise<Got> {
  if (url.scheme === 'https') throw new Error('this machine has no TLS: only http:// can be fetched');
  if (url.scheme !== 'http') throw new Error(`unsupported protocol scheme ${JSON.stringify(url.scheme)}`);
  if (url.host === '') throw new Error('http: no Host in request URL');
  const connection = new HttpConnection(new FdStream(sys, await connect(sys, url)), url.authority);
  const close = (): void => connection.close();
  const headers = { 'User-Agent': 'Go-http-client/1.1', Connection: 'close' };
  try {
    const asked = connection.request({ method: 'GET', target: url.target, headers });
    const response = await unlessSilent(asked, close, 'net/http: request canceled (Client.Timeout exceeded while awaiting headers)');
    return { url, response, close };
  } catch (error) {
    close();
    throw (error as { kind?: string }).kind === 'unexpected-end' ? new Error('EOF') : error;
  }
}

const named = (url: string, reason: string): Error => new Error(`Get ${JSON.stringify(url)}: ${reason}`);

const isRedirect = ({ status }: HttpResponse): boolean => [301, 302, 303, 307, 308].includes(status);

async function refuse({ response, close }: Got, text: string): Promise<never> {
  const said = await unlessSilent(readText(response, mostBytesOfRefusal), close, '').catch(() => ': error reading body');
  close();
  throw new Error(`failed to GET ${text} with status ${response.status} ${response.reason}${said === '' ? '' : `: ${said.trim()}`}`);
}

/** @throws Error with Docker's texts */
export async function httpGet(sys: Sys, text: string): Promise<Got> {
  let url = parseUrl(text);
  for (let requests = 1; ; requests++) {
    const got = await ask(sys, url).catch((error: unknown) => {
      throw named(url.text, (error as Error).message);
    });
    const { response } = got;
    if (response.status >= 400) return refuse(got, text);
    if (!isRedirect(response)) return got;
    got.close();
    const location = response.headers.get('location');
    if (location === undefined) throw named(url.text, `${response.status} response missing Location header`);
    if (requests === mostRequests) throw named(location, `stopped after ${mostRequests} redirects`);
    url = parseUrl(resolveLocation(url, location));
  }
}
