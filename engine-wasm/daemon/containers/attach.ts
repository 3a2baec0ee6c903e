import { conflict } from '../errors.ts';
import { isTrue, type Reply } from '../http/router.ts';
import type { AttachOptions, MonitorTask } from '../runtime/monitor-task.ts';
import { isPaused, isRunning, type Container } from './container.ts';
import type { Engine } from './engine.ts';

const defaultDetachKeys = 'ctrl-p,ctrl-q';

/** `ctrl-p,ctrl-q` as hex bytes; a letter is itself, `ctrl-x` its control code. */
export function detachKeysHex(text: string): string {
  return (text || defaultDetachKeys)
    .split(',')
    .map((key) => (key.startsWith('ctrl-') ? key.toUpperCase().charCodeAt(5) & 31 : key.charCodeAt(0)))
    .map((code) => code.toString(16).padStart(2, '0'))
    .join('');
}

export function streamReply(tty: boolean, take: Extract<Reply, { kind: 'handover' }>['take']): Reply {
  return { kind: 'handover', status: 101, contentType: tty ? 'application/vnd.docker.raw-stream' : 'application/vnd.docker.multiplexed-stream', take };
}

/** Hands the connection to the container's monitor; before the start it waits for the monitor to be there. */
export function attachContainer(engine: Engine, container: Container, query: Readonly<Record<string, string>>): Reply {
  if (isPaused(container)) throw conflict(`container ${container.id} is paused, unpause the container before attach`);
  const tty = container.config.Tty ?? false;
  const options: AttachOptions = {
    stdin: isTrue(query['stdin']),
    stdout: isTrue(query['stdout']),
    stderr: isTrue(query['stderr']),
    framed: !tty,
    detachKeys: tty ? detachKeysHex(query['detachKeys'] ?? '') : '',
  };
  engine.events.emit('container', 'attach', container.id, engine.attributesOf(container));
  return streamReply(tty, (client, pending) => {
    const attach = (task: MonitorTask): void => task.attach(client, options, pending);
    const task = engine.tasks.get(container.id);
    if (task && isRunning(container)) attach(task);
    else engine.attachments.set(container.id, [...(engine.attachments.get(container.id) ?? []), attach]);
  });
}
