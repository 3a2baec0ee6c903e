import { inBackground } from '../background.ts';
import { badRequest, DaemonError } from '../errors.ts';
import { unixTime } from '../http/numbers.ts';
import { isTrue, type Reply } from '../http/router.ts';
import { bundleOf } from '../runtime/monitor-task.ts';
import { isRunning, logOf, type Container } from './container.ts';
import type { Engine } from './engine.ts';

/** `GET /containers/{id}/logs`: a program in C decodes the file straight to the client's socket. */
export function containerLogs({ sys }: Engine, container: Container, query: Readonly<Record<string, string>>): Reply {
  if (container.host.LogConfig?.Type === 'none') throw new DaemonError('not-implemented', 'configured logging driver does not support reading');
  const stdout = isTrue(query['stdout']);
  const stderr = isTrue(query['stderr']);
  if (!stdout && !stderr) throw badRequest('Bad parameters: you must choose at least one stream');
  const tty = container.config.Tty ?? false;
  const argv = [
    'logs',
    logOf(container),
    `follow=${Number(isTrue(query['follow']) && isRunning(container))}`,
    `tail=${query['tail'] || 'all'}`,
    `since=${unixTime(query['since']) ?? 0}`,
    `until=${unixTime(query['until']) ?? 0}`,
    `timestamps=${Number(isTrue(query['timestamps']))}`,
    `stdout=${Number(stdout)}`,
    `stderr=${Number(stderr)}`,
    `framed=${Number(!tty)}`,
    `end=${bundleOf(container.id)}/exit`,
  ];
  return {
    kind: 'handover',
    status: 200,
    contentType: tty ? 'application/vnd.docker.raw-stream' : 'application/vnd.docker.multiplexed-stream',
    take: (client) => {
      sys.sockets.setBlocking(client, true);
      try {
        inBackground(sys.processes.wait(sys.processes.spawn({ path: '/proc/self/exe', argv, cwd: '/', stdio: [null, client, 2] })), 'logs');
      } finally {
        sys.files.close(client);
      }
    },
  };
}
