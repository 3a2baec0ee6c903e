/** Bodies of JSON, and what is left of a body that nobody read. */
import { ReadError } from '../../wire/buffered-reader.ts';
import { HttpError, readAll, type Body, type RequestHead } from '../../wire/http/message.ts';
import { badRequest } from '../errors.ts';
import { parseJson } from './json.ts';
import type { Route } from './router.ts';

const maxJsonBytes = 16 * 1024 * 1024;
/** What Go's server reads of an unread body before it gives the connection up. */
const maxIgnoredBytes = 256 * 1024;
const endOfInput = 'unexpected EOF';

const decoder = new TextDecoder();

/** Why a body ended early, in Go's words. @throws what is no such reason */
function reasonOfCut(error: unknown): string {
  if (error instanceof ReadError) return endOfInput;
  if (error instanceof HttpError && error.status === 400) return error.message;
  throw error;
}

/** A body as far as it came, and why it came no further. @throws HttpError 413 */
async function gather(body: Body): Promise<{ readonly text: string; readonly cut: string | null }> {
  let cut: string | null = null;
  const untilCut: Body = {
    read: () =>
      body.read().catch((error: unknown) => {
        cut = reasonOfCut(error);
        return null;
      }),
  };
  const text = decoder.decode(await readAll(untilCut, maxJsonBytes));
  return { text, cut };
}

/** What came of a body that was cut off is refused for its syntax first, as a decoder that reads along does. */
function parseCut(text: string, cut: string): never {
  if (text.trim() === '') throw badRequest(`invalid JSON: ${cut}`);
  try {
    parseJson(text);
  } catch (error) {
    throw badRequest((error as Error).message.replace(endOfInput, cut));
  }
  throw badRequest('unexpected content after JSON');
}

/** The body that a route asks for; `undefined` when it takes none, or none came and it needs none. @throws DaemonError bad-request with Docker's texts, HttpError */
export async function jsonBody(route: Route, head: RequestHead, body: Body): Promise<unknown> {
  if (route.body === undefined || route.body === 'raw') return undefined;
  const { text, cut } = await gather(body);
  const required = route.body === 'json';
  const type = head.headers.get('content-type') ?? '';
  if (text !== '' && !type.startsWith('application/json')) {
    if (required) throw badRequest(`unsupported Content-Type header (${type}): must be 'application/json'`);
    return undefined;
  }
  if (cut !== null) parseCut(text, cut);
  if (text.trim() !== '') return parseJson(text) ?? {};
  if (required) throw badRequest('invalid JSON: got EOF while reading request body');
  return undefined;
}

/** Reads what a handler left of a body. Whether the next request can be read after it. */
export async function skipRest(body: Body): Promise<boolean> {
  try {
    for (let ignored = 0; ignored <= maxIgnoredBytes;) {
      const part = await body.read();
      if (part === null) return true;
      ignored += part.length;
    }
  } catch {
    // It was cut off, or is no proper body: either way the connection ends with the answer.
  }
  return false;
}
