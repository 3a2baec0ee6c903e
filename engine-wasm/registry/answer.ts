/** What the hub answers, before it is written to a connection. */
export interface Answer {
  readonly status: number;
  readonly headers: readonly (readonly [string, string])[];
  /** Bytes that follow, also when they are not sent (HEAD). */
  readonly length: number;
  body(): AsyncIterable<Uint8Array> | Iterable<Uint8Array>;
}

const encoder = new TextEncoder();

export function json(status: number, value: unknown, headers: Answer['headers'] = [], contentType = 'application/json'): Answer {
  const bytes = encoder.encode(JSON.stringify(value));
  return { status, headers: [['Content-Type', contentType], ...headers], length: bytes.length, body: () => [bytes] };
}

export function empty(status: number, headers: Answer['headers'] = []): Answer {
  return { status, headers, length: 0, body: () => [] };
}

/**
 * OCI Distribution Specification 1.1, "Error Codes": code → status and text, as Docker's own registry has them. `RANGE_INVALID`,
 * `TAG_INVALID` and `PAGINATION_NUMBER_INVALID` are that registry's, `NOT_FOUND` and `UNKNOWN` are for what the specification does not name.
 */
const errors = {
  BLOB_UNKNOWN: [404, 'blob unknown to registry'],
  BLOB_UPLOAD_INVALID: [404, 'blob upload invalid'],
  BLOB_UPLOAD_UNKNOWN: [404, 'blob upload unknown to registry'],
  DENIED: [403, 'requested access to the resource is denied'],
  DIGEST_INVALID: [400, 'provided digest did not match uploaded content'],
  MANIFEST_BLOB_UNKNOWN: [400, 'blob unknown to registry'],
  MANIFEST_INVALID: [400, 'manifest invalid'],
  MANIFEST_UNKNOWN: [404, 'manifest unknown'],
  NAME_INVALID: [400, 'invalid repository name'],
  NAME_UNKNOWN: [404, 'repository name not known to registry'],
  SIZE_INVALID: [400, 'provided length did not match content length'],
  TAG_INVALID: [400, 'manifest tag did not match URI'],
  UNAUTHORIZED: [401, 'authentication required'],
  UNSUPPORTED: [405, 'the operation is unsupported'],
  PAGINATION_NUMBER_INVALID: [400, 'invalid number of results requested'],
  RANGE_INVALID: [416, 'invalid content range'],
  NOT_FOUND: [404, '404 page not found'],
  UNKNOWN: [500, 'unknown error'],
} as const;

export type ErrorCode = keyof typeof errors;

/** An answer that is an error; handlers throw it. */
export class Failure extends Error {
  readonly answer: Answer;
  constructor(answer: Answer, message: string) {
    super(message);
    this.answer = answer;
  }
}

/** `message` replaces the code's own text. */
export function failure(code: ErrorCode, detail?: unknown, headers: Answer['headers'] = [], message: string = errors[code][1]): Failure {
  return new Failure(json(errors[code][0], { errors: [{ code, message, ...(detail !== undefined && { detail }) }] }, headers), message);
}
