import type { Body, Headers } from '../wire/http/message.ts';

/** A request as the hub's handlers see it: who asks is already known, the body is still to come. */
export interface HubRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Headers;
  readonly body: Body;
}
