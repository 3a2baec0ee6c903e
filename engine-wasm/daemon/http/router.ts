/** Routes as data, and what a handler gets and gives. */
import type { Fd } from '../../sys/sys.ts';
import type { Body, Headers } from '../../wire/http/message.ts';
import { unescape } from './percent.ts';

export interface ApiRequest {
  /** Its number in the trace. */
  readonly id: number;
  readonly method: string;
  /** Without version prefix and query. */
  readonly path: string;
  /** The `{name}` parts of the route, decoded. */
  readonly params: Readonly<Record<string, string>>;
  /** Decoded; of a name that comes several times, the first value: {@link valuesOf} has all. */
  readonly query: Readonly<Record<string, string>>;
  /** As sent, for {@link valuesOf}. */
  readonly queryText: string;
  /** Names in lower case. */
  readonly headers: Headers;
  /** Parsed JSON; `undefined` when the route takes none or there was none. */
  readonly body: unknown;
  /** The body as it arrives, for routes that take no JSON. */
  readonly stream: Body;
}

/** A body written piece by piece. */
export interface StreamWriter {
  /**
   * Resolves when the client's socket has taken the text, rejects when the client is gone; to ignore that is safe. Texts go out in order, each whole. Who
   * does not wait lets them queue up: a client that leaves too many bytes unread is dropped.
   */
  write(text: string): Promise<void>;
  /** Resolves when the client closed the connection, or was dropped. */
  readonly clientGone: Promise<void>;
}

export type Reply =
  | { readonly kind: 'json'; readonly status: number; readonly value: unknown }
  | { readonly kind: 'text'; readonly status: number; readonly text: string }
  | { readonly kind: 'empty'; readonly status: number; readonly headers?: Readonly<Record<string, string>> }
  | { readonly kind: 'stream'; readonly status: number; readonly contentType: string; readonly write: (writer: StreamWriter) => Promise<void> }
  /** The connection leaves HTTP (101), or its body is written by somebody else (200): the head is sent and the descriptor given away. */
  | {
      readonly kind: 'handover';
      readonly status: 101 | 200;
      readonly contentType: string;
      readonly headers?: Readonly<Record<string, string>>;
      readonly take: (client: Fd, pending: Uint8Array) => void;
    };

export interface Route {
  readonly method: string;
  /** `/containers/{id}/json`; `{name...}` takes slashes too. */
  readonly path: string;
  /** The body is JSON, and required when `'json'`. */
  readonly body?: 'json' | 'optional-json' | 'raw';
  readonly handle: (request: ApiRequest) => Reply | Promise<Reply>;
}

export const json = (value: unknown, status = 200): Reply => ({ kind: 'json', status, value });
export const empty = (status = 204): Reply => ({ kind: 'empty', status });

interface Match {
  readonly route: Route;
  readonly params: Record<string, string>;
}

function matchSegments(pattern: readonly string[], segments: readonly string[]): Record<string, string> | null {
  const params: Record<string, string> = {};
  const greedy = pattern.findIndex((part) => part.endsWith('...}'));
  if (greedy < 0 ? pattern.length !== segments.length : segments.length < pattern.length) return null;
  const extra = segments.length - pattern.length;
  for (let i = 0, at = 0; i < pattern.length; i++, at++) {
    const part = pattern[i] as string;
    if (!part.startsWith('{')) {
      if (part !== segments[at]) return null;
      continue;
    }
    const take = i === greedy ? extra + 1 : 1;
    const value = segments.slice(at, at + take).join('/');
    params[part.slice(1, i === greedy ? -4 : -1)] = unescape(value);
    at += take - 1;
  }
  return params;
}

/** Routes by method and first segment, so that a request looks at few of them. */
export class Router {
  readonly #table = new Map<string, { route: Route; pattern: readonly string[] }[]>();

  constructor(routes: readonly Route[]) {
    for (const route of routes) {
      const pattern = route.path.slice(1).split('/');
      const key = `${route.method} ${pattern[0] as string}`;
      this.#table.set(key, [...(this.#table.get(key) ?? []), { route, pattern }]);
    }
  }

  find(method: string, path: string): Match | null {
    const segments = path.slice(1).split('/');
    for (const { route, pattern } of this.#table.get(`${method} ${segments[0] as string}`) ?? []) {
      const params = matchSegments(pattern, segments);
      if (params) return { route, params };
    }
    return null;
  }
}

/** @throws DaemonError bad-request in Go's words */
function pairsOf(text: string): (readonly [name: string, value: string])[] {
  if (text === '') return [];
  return text.split('&').map((pair) => {
    const equals = pair.indexOf('=');
    const name = equals < 0 ? pair : pair.slice(0, equals);
    return [unescape(name), equals < 0 ? '' : unescape(pair.slice(equals + 1).replaceAll('+', ' '))];
  });
}

/** The first value of each name. @throws DaemonError bad-request in Go's words */
export function parseQuery(text: string): Record<string, string> {
  const query: Record<string, string> = {};
  for (const [name, value] of pairsOf(text)) query[name] ??= value;
  return query;
}

/** Every value of a parameter that may come more than once. */
export function valuesOf({ queryText }: ApiRequest, wanted: string): readonly string[] {
  return pairsOf(queryText)
    .filter(([name]) => name === wanted)
    .map(([, value]) => value);
}

/** Docker's booleans: absent, empty, `0`, `no`, `false` and `none` are false (moby httputils.BoolValue). */
export function isTrue(value: string | undefined): boolean {
  return !['', '0', 'no', 'false', 'none'].includes((value ?? '').trim().toLowerCase());
}
