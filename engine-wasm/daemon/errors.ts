/** Every failure that a client may see is one of these kinds; the HTTP status follows from it here and nowhere else (moby's httpstatus). */
export type ErrorKind =
  'bad-request' | 'unauthorized' | 'forbidden' | 'not-found' | 'conflict' | 'not-modified' | 'unavailable' | 'not-implemented' | 'internal';

const statuses: Readonly<Record<ErrorKind, number>> = {
  'not-modified': 304,
  'bad-request': 400,
  unauthorized: 401,
  forbidden: 403,
  'not-found': 404,
  conflict: 409,
  internal: 500,
  'not-implemented': 501,
  unavailable: 503,
};

export class DaemonError extends Error {
  readonly kind: ErrorKind;
  constructor(kind: ErrorKind, message: string) {
    super(message);
    this.kind = kind;
  }
  get status(): number {
    return statuses[this.kind];
  }
}

export const notFound = (message: string): DaemonError => new DaemonError('not-found', message);
export const badRequest = (message: string): DaemonError => new DaemonError('bad-request', message);
export const forbidden = (message: string): DaemonError => new DaemonError('forbidden', message);
export const conflict = (message: string): DaemonError => new DaemonError('conflict', message);
