import type { Clock } from '../../sys/sys.ts';
import { badRequest } from '../errors.ts';
import { unixTime } from '../http/numbers.ts';
import type { Reply, Route } from '../http/router.ts';
import { matchesEvent } from './event-filter.ts';
import type { EngineEvent, Events } from './events.ts';
import { parseFilters } from './filters.ts';

/** Resolves at a time (milliseconds since the epoch), or never; `cancel` when it is not waited for any more. */
function alarm(clock: Clock, at: number): { readonly rings: Promise<void>; cancel(): void } {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const rings = new Promise<void>((resolve) => {
    if (at < Infinity) timer = setTimeout(resolve, Math.max(0, at - clock.now()));
  });
  return { rings, cancel: () => clearTimeout(timer) };
}

/** Everything that can be wrong with a request is found before the head is sent. @throws DaemonError with Docker's texts */
function follow(events: Events, clock: Clock, query: Readonly<Record<string, string>>): Reply {
  const since = unixTime(query['since']);
  const until = unixTime(query['until']);
  if (since !== undefined && until !== undefined && until < since)
    throw badRequest(`\`since\` time (${query['since'] as string}) cannot be after \`until\` time (${query['until'] as string})`);
  const filters = parseFilters(query['filters']);
  return {
    kind: 'stream',
    status: 200,
    contentType: 'application/json',
    write: async (writer) => {
      const send = (event: EngineEvent): void => {
        if (matchesEvent(filters, event)) void writer.write(`${JSON.stringify(event)}\n`);
      };
      if (since !== undefined || until !== undefined) for (const event of events.between(since ?? 0, until ?? Infinity)) send(event);
      const stop = events.listen(send);
      const end = alarm(clock, (until ?? Infinity) * 1000);
      await Promise.race([writer.clientGone, end.rings]);
      end.cancel();
      stop();
    },
  };
}

export function eventRoutes(events: Events, clock: Clock): Route[] {
  return [{ method: 'GET', path: '/events', handle: ({ query }) => follow(events, clock, query) }];
}
