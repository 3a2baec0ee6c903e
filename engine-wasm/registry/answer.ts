/** What the hub answers, before it is written to a connection. */
export interface Answer {
  readonly status: number;
  readonly headers: readonly (readonly [string, string])[];
  /** Bytes that follow, also when they are not sent (HEAD). */
  readonly length: number;
  body(): AsyncIterable<Uint8Array> | Iterable<Uint8Array>;
}

const encoder = new TextEncoder();

export function json(status: number, value: unknown, headers: Answer['headers'] = []): Answer {
  const bytes = encoder.encode(JSON.stringify(value));
  return { status, headers: [['Content-Type', 'application/json'], ...headers], length: bytes.length, body: () => [bytes] };
}

/** OCI Distribution Specification 1.1, "Error Codes": code → status and text. Code `RANGE_INVALID` is Docker's own registry's. */
const errors = {
  BLOB_UNKNOWN: [404, 'blob unknown to registry'],
  MANIFEST_UNKNOWN: [404, 'manifest unknown'],
  NAME_INVALID: [400, 'invalid repository name'],
  DIGEST_INVALID: [400, 'provided digest did not match uploaded content'],
  DENIED: [403, 'requested access to the resource is denied'],
  UNSUPPORTED: [405, 'the operation is unsupported'],
  RANGE_INVALID: [416, 'invalid content range'],
  NOT_FOUND: [404, '404 page not found'],
  UNKNOWN: [500, 'unknown error'],
} as const;

export function failure(code: keyof typeof errors, detail?: unknown, headers: Answer['headers'] = []): Answer {
  const [status, message] = errors[code];
  return json(status, { errors: [{ code, message, ...(detail !== undefined && { detail }) }] }, headers);
}
