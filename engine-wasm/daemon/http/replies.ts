/** Answers as bytes. */
import { concatBytes } from '../../wire/buffered-reader.ts';
import { formatHead } from '../../wire/http/message.ts';
import type { Reply } from './router.ts';

export const apiVersion = 1.51;
export const oldestVersion = 1.24;

export const reasons: Readonly<Record<number, string>> = {
  101: 'UPGRADED',
  200: 'OK',
  201: 'Created',
  204: 'No Content',
  304: 'Not Modified',
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  409: 'Conflict',
  413: 'Request Entity Too Large',
  431: 'Request Header Fields Too Large',
  500: 'Internal Server Error',
  501: 'Not Implemented',
  503: 'Service Unavailable',
  505: 'HTTP Version Not Supported',
};

export const commonHeaders: readonly (readonly [string, string])[] = [
  ['Api-Version', String(apiVersion)],
  ['Docker-Experimental', 'false'],
  ['Ostype', 'linux'],
  ['Builder-Version', '1'],
  ['Swarm', 'inactive'],
  ['Server', 'Docker/28.5.2 (linux)'],
];

type Headers = readonly (readonly [string, string])[];
type WholeReply = Extract<Reply, { kind: 'json' | 'text' | 'empty' }>;

const encoder = new TextEncoder();

export function formatReplyHead(status: number, headers: Headers): Uint8Array {
  return encoder.encode(formatHead(`HTTP/1.1 ${status} ${reasons[status] ?? ''}`, headers));
}

function bodyOf(reply: WholeReply): string {
  if (reply.kind === 'json') return `${JSON.stringify(reply.value)}\n`;
  return reply.kind === 'text' ? reply.text : '';
}

/** An answer whose length is known. */
export function formatWhole(reply: WholeReply, options: { readonly headOnly: boolean; readonly keep: boolean }): Uint8Array {
  const body = encoder.encode(bodyOf(reply));
  const headers: (readonly [string, string])[] = [...commonHeaders];
  if (reply.kind === 'empty') headers.push(...Object.entries(reply.headers ?? {}));
  else headers.push(['Content-Type', reply.kind === 'json' ? 'application/json' : 'text/plain; charset=utf-8']);
  if (reply.status !== 204 && reply.status !== 304) headers.push(['Content-Length', String(body.length)]);
  if (!options.keep) headers.push(['Connection', 'close']);
  const head = formatReplyHead(reply.status, headers);
  return options.headOnly ? head : concatBytes(head, body);
}
