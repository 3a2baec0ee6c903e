/** One pull's, push's or login's dealings with one registry: connections, credentials, tokens. */
import { FdStream } from '../../sys/fd-stream.ts';
import type { Sys, SysError } from '../../sys/sys.ts';
import { HttpConnection, readJson, type HttpRequest, type HttpResponse } from '../../wire/http/client.ts';
import type { Body } from '../../wire/http/message.ts';
import { DaemonError } from '../errors.ts';
import { parseChallenge, type Challenge } from './challenge.ts';
import { toBase64, type Credentials } from './credentials.ts';
import { addressOf, dialError, endpointOf, type Endpoint } from './endpoint.ts';
import { refusalOf } from './refusal.ts';

/** A registry that says nothing for so long is given up. Docker waits as long for its first answer. */
const silenceMs = 15_000;

/** An open connection and its descriptor, for bodies that go to another program. */
export interface RegistryConnection {
  readonly http: HttpConnection;
  readonly stream: FdStream;
}

/** The registry cannot be reached any more, or nothing comes of it: at another time it may be different. */
export class ConnectionFailure extends DaemonError {
  constructor(message: string) {
    super('internal', message);
  }
}

interface TokenAnswer {
  readonly token?: string;
  readonly access_token?: string;
}

function reasonOf({ code, message }: SysError): string {
  return code === 'ECONNREFUSED' ? 'connection refused' : code === 'ENETUNREACH' ? 'network is unreachable' : message;
}

/**
 * There is no TLS here: what is not this machine's own registry and can be reached all the same is told apart from one that cannot.
 * @throws DaemonError with the text that Docker has for a registry that cannot be reached
 */
export async function dial(sys: Sys, endpoint: Endpoint): Promise<RegistryConnection> {
  const address = addressOf(sys, endpoint);
  let stream: FdStream;
  try {
    stream = new FdStream(sys, await sys.sockets.connectTcp(address, endpoint.port));
  } catch (error) {
    throw new ConnectionFailure(dialError(endpoint, ` ${address}:${endpoint.port}: connect: ${reasonOf(error as SysError)}`).message);
  }
  if (!endpoint.base.startsWith('https:')) return { http: new HttpConnection(stream, endpoint.authority), stream };
  stream.close();
  throw new DaemonError('internal', `Get "${endpoint.base}/v2/": http: server gave HTTP response to HTTPS client`);
}

function brokenBy(error: unknown): string {
  return (error as { kind?: string }).kind === 'unexpected-end' ? 'EOF' : (error as Error).message;
}

/** A body whose reader is told of every piece. */
function watched(body: Body, onRead: () => void): Body {
  return {
    read() {
      onRead();
      return body.read();
    },
  };
}

/** @throws ConnectionFailure when neither the request advances nor an answer comes in time */
async function unlessSilent(http: HttpConnection, url: string, request: HttpRequest): Promise<HttpResponse> {
  let silent = false;
  const giveUp = (): void => {
    silent = true;
    http.close();
  };
  let timer = setTimeout(giveUp, silenceMs);
  const advanced = (): void => {
    clearTimeout(timer);
    timer = setTimeout(giveUp, silenceMs);
  };
  const { body } = request;
  try {
    return await http.request(typeof body === 'object' && 'read' in body ? { ...request, body: watched(body, advanced) } : request);
  } catch (error) {
    const cause = silent ? 'net/http: request canceled (Client.Timeout exceeded while awaiting headers)' : brokenBy(error);
    throw new ConnectionFailure(`${request.method.charAt(0)}${request.method.slice(1).toLowerCase()} "${url}": ${cause}`);
  } finally {
    clearTimeout(timer);
  }
}

export class RegistrySession {
  readonly sys: Sys;
  readonly endpoint: Endpoint;
  readonly #credentials: Credentials | null;
  /** `repository:NAME:ACTIONS`; empty for a login. */
  readonly #scopes: readonly string[];
  #authorization: string | null = null;

  constructor(sys: Sys, endpoint: Endpoint, credentials: Credentials | null, scopes: readonly string[]) {
    this.sys = sys;
    this.endpoint = endpoint;
    this.#credentials = credentials;
    this.#scopes = scopes;
  }

  /** The header's value that the registry took last; empty before it asked for one. */
  get authorization(): string {
    return this.#authorization ?? '';
  }

  /** @throws DaemonError */
  connect(): Promise<RegistryConnection> {
    return dial(this.sys, this.endpoint);
  }

  /** Asks; where the registry wants to know who does, once more with that. The body must not be a stream then. @throws DaemonError */
  async request(connection: RegistryConnection, request: HttpRequest): Promise<HttpResponse> {
    const used = this.#authorization;
    const response = await this.#send(connection, request);
    if (response.status !== 401) return response;
    // Several connections learn at once that a token is needed: one's answer does for all.
    if (this.#authorization === used && !(await this.#authorize(response))) return response;
    while ((await response.body.read()) !== null);
    return this.#send(connection, request);
  }

  /** Whether there is something new to say. @throws DaemonError */
  async #authorize(response: HttpResponse): Promise<boolean> {
    const used = this.#authorization;
    const challenge = parseChallenge(response.headers.get('www-authenticate'));
    const authorization = challenge && (await this.#answer(challenge));
    if (authorization === null || authorization === used) return false;
    this.#authorization = authorization;
    return true;
  }

  #send({ http }: RegistryConnection, request: HttpRequest): Promise<HttpResponse> {
    const headers = { ...request.headers, ...(this.#authorization !== null && { Authorization: this.#authorization }) };
    return unlessSilent(http, `${this.endpoint.base}${request.target}`, { ...request, headers });
  }

  /** The `Authorization` header for a challenge; `null` when there is nothing to answer with. @throws DaemonError */
  async #answer({ scheme, parameters }: Challenge): Promise<string | null> {
    const basic = this.#credentials && `Basic ${toBase64(`${this.#credentials.username}:${this.#credentials.password}`)}`;
    if (scheme === 'basic') return basic;
    const realm = parameters['realm'];
    if (scheme !== 'bearer' || realm === undefined) return null;
    return `Bearer ${await this.#fetchToken(realm, parameters['service'] ?? '', basic)}`;
  }

  /** Distribution project, "Token Authentication Specification". @throws DaemonError */
  async #fetchToken(realm: string, service: string, basic: string | null): Promise<string> {
    const endpoint = endpointOf(realm);
    const { http } = await dial(this.sys, endpoint);
    const query = [`service=${encodeURIComponent(service)}`, ...this.#scopes.map((scope) => `scope=${encodeURIComponent(scope)}`)].join('&');
    const target = `${realm.slice(endpoint.base.length) || '/'}?${query}`;
    try {
      const url = `${endpoint.base}${target}`;
      const response = await unlessSilent(http, url, { method: 'GET', target, headers: basic === null ? {} : { Authorization: basic } });
      if (response.status !== 200) throw await refusalOf(response, url);
      const { token, access_token } = await readJson<TokenAnswer>(response);
      return token ?? access_token ?? '';
    } finally {
      http.close();
    }
  }
}
