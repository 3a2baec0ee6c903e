import Braces from '@lucide/svelte/icons/braces';
import Copy from '@lucide/svelte/icons/copy';
import Pause from '@lucide/svelte/icons/pause';
import Play from '@lucide/svelte/icons/play';
import RotateCw from '@lucide/svelte/icons/rotate-cw';
import ScanEye from '@lucide/svelte/icons/scan-eye';
import ScrollText from '@lucide/svelte/icons/scroll-text';
import Square from '@lucide/svelte/icons/square';
import SquareTerminal from '@lucide/svelte/icons/square-terminal';
import Trash2 from '@lucide/svelte/icons/trash-2';
import Zap from '@lucide/svelte/icons/zap';
import type { ContainerSummary } from '../../../../engine-wasm/api/containers.ts';
import type { ContainerVerb } from '../../docker/containers.ts';
import { isRunning, nameOf } from '../../state/containers.svelte.ts';
import { always, type Action } from './action.ts';
import { copyText } from './copy.ts';

type ContainerAction = Action<ContainerSummary>;

function verb(id: ContainerVerb, title: string, icon: ContainerAction['icon'], states: readonly string[]): ContainerAction {
  return {
    id: `container.${id}`,
    title: () => title,
    icon,
    typed: (container) => `docker ${id} ${nameOf(container)}`,
    available: (app, container) => app.machine.ready && states.includes(container.State),
    run: (app, container) => app.containers.tell(container, id),
  };
}

const start = verb('start', 'Start', Play, ['created', 'exited', 'dead']);
const stop = verb('stop', 'Stop', Square, ['running', 'restarting']);
const resume = verb('unpause', 'Unpause', Play, ['paused']);
const pause = verb('pause', 'Pause', Pause, ['running']);
const restart = verb('restart', 'Restart', RotateCw, ['running', 'exited']);
const kill: ContainerAction = { ...verb('kill', 'Kill', Zap, ['running', 'paused']), danger: true };

const shell: ContainerAction = {
  id: 'container.shell',
  title: () => 'Open a shell in it',
  icon: SquareTerminal,
  typed: (container) => `docker exec -it ${nameOf(container)} sh`,
  available: (app, { State }) => app.machine.ready && State === 'running',
  run: (app, container) => {
    const name = nameOf(container);
    app.terminals.open({ argv: ['/usr/bin/docker', 'exec', '-it', name, 'sh'], title: name });
    app.layout.view = 'terminal';
  },
};

const logs: ContainerAction = {
  id: 'container.logs',
  title: () => 'Show logs',
  icon: ScrollText,
  typed: (container) => `docker logs -f ${nameOf(container)}`,
  available: (app) => app.machine.ready,
  run: (app, container) => {
    app.details.show({ kind: 'logs', id: container.Id, name: nameOf(container) });
    app.layout.view = 'details';
  },
};

const inspect: ContainerAction = {
  id: 'container.inspect',
  title: () => 'Inspect',
  icon: Braces,
  typed: (container) => `docker inspect ${nameOf(container)}`,
  available: (app) => app.machine.ready,
  run: (app, container) => {
    app.details.show({ kind: 'inspect', of: 'containers', id: container.Id, name: nameOf(container) });
    app.layout.view = 'details';
  },
};

const xray: ContainerAction = {
  id: 'container.xray',
  title: () => 'X-ray',
  icon: ScanEye,
  available: (app) => app.machine.ready,
  run: (app, container) => {
    app.details.show({ kind: 'xray', id: container.Id, name: nameOf(container) });
    app.layout.view = 'details';
  },
};

const copyId: ContainerAction = {
  id: 'container.copy-id',
  title: () => 'Copy id',
  icon: Copy,
  available: always,
  run: (app, { Id }) => copyText(app, Id, 'Container id'),
};

const remove: ContainerAction = {
  id: 'container.remove',
  title: (_, container) => (isRunning(container) ? 'Stop and remove' : 'Remove'),
  icon: Trash2,
  danger: true,
  typed: (container) => `docker rm ${isRunning(container) ? '-f ' : ''}-v ${nameOf(container)}`,
  available: (app) => app.machine.ready,
  run: async (app, container) => {
    const name = nameOf(container);
    const agreed =
      !isRunning(container) ||
      (await app.dialogs.confirm({
        title: `Remove ${name}?`,
        text: 'It is running. Removing it kills its processes, and the files that it wrote are gone.',
        confirm: 'Remove it',
        danger: true,
      }));
    if (agreed) await app.containers.remove(container);
  },
};

/** In the order of the menu. */
export const containerActions: readonly ContainerAction[] = [start, resume, stop, restart, pause, xray, logs, shell, inspect, copyId, kill, remove];

/** What a row shows as buttons, where they apply. */
export const containerButtons: readonly ContainerAction[] = [start, resume, stop, xray, logs, shell];
