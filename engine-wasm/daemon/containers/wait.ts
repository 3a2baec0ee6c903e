import { badRequest } from '../errors.ts';
import type { Reply } from '../http/router.ts';
import { isRunning, type Container } from './container.ts';
import { waitersOf, type Engine } from './engine.ts';

/** `POST /containers/{id}/wait`: the head is sent at once, the client starts the container only after it has it. */
export function waitContainer(engine: Engine, container: Container, condition: string): Reply {
  if (!['', 'not-running', 'next-exit', 'removed'].includes(condition)) throw badRequest(`invalid condition: "${condition}"`);
  const waiters = waitersOf(engine, container.id);
  const now = (condition === '' || condition === 'not-running') && !isRunning(container);
  const code = now
    ? Promise.resolve(container.state.exitCode)
    : new Promise<number>((resolve) => (condition === 'removed' ? waiters.removed : waiters.exit).add(resolve));
  return {
    kind: 'stream',
    status: 200,
    contentType: 'application/json',
    write: async (writer) => {
      const ended = await Promise.race([code, writer.clientGone]);
      if (ended !== undefined) await writer.write(`${JSON.stringify({ StatusCode: ended })}\n`);
    },
  };
}
