/** Every command: its name, a line for the help, and where its code is; the code is loaded only when the command is called. */
import type { Command } from './command.ts';

export interface Entry {
  readonly name: string;
  readonly summary: string;
  readonly load: () => Promise<{ readonly command: Command }>;
}

const entry = (name: string, summary: string, load: Entry['load']): Entry => ({ name, summary, load });

const common: readonly Entry[] = [
  entry('run', 'Create and run a new container from an image', () => import('./commands/run.ts')),
  entry('exec', 'Execute a command in a running container', () => import('./commands/exec.ts')),
  entry('ps', 'List containers', () => import('./commands/ps.ts')),
  entry('pull', 'Download an image from a registry', () => import('./commands/pull.ts')),
  entry('images', 'List images', () => import('./commands/images.ts')),
  entry('version', 'Show the Docker version information', () => import('./commands/version.ts')),
  entry('info', 'Display system-wide information', () => import('./commands/info.ts')),
  entry('attach', 'Attach local standard input, output, and error streams to a running container', () => import('./commands/attach.ts')),
  entry('create', 'Create a new container', () => import('./commands/create.ts')),
  entry('events', 'Get real time events from the server', () => import('./commands/events.ts')),
  entry('history', 'Show the history of an image', () => import('./commands/history.ts')),
  entry('inspect', 'Return low-level information on Docker objects', () => import('./commands/inspect.ts')),
  entry('kill', 'Kill one or more running containers', () => import('./commands/kill.ts')),
  entry('logs', 'Fetch the logs of a container', () => import('./commands/logs.ts')),
  entry('pause', 'Pause all processes within one or more containers', () => import('./commands/pause.ts')),
  entry('rename', 'Rename a container', () => import('./commands/rename.ts')),
  entry('restart', 'Restart one or more containers', () => import('./commands/restart.ts')),
  entry('rm', 'Remove one or more containers', () => import('./commands/rm.ts')),
  entry('rmi', 'Remove one or more images', () => import('./commands/rmi.ts')),
  entry('start', 'Start one or more stopped containers', () => import('./commands/start.ts')),
  entry('stats', 'Display a live stream of container(s) resource usage statistics', () => import('./commands/stats.ts')),
  entry('stop', 'Stop one or more running containers', () => import('./commands/stop.ts')),
  entry('tag', 'Create a tag TARGET_IMAGE that refers to SOURCE_IMAGE', () => import('./commands/tag.ts')),
  entry('top', 'Display the running processes of a container', () => import('./commands/top.ts')),
  entry('unpause', 'Unpause all processes within one or more containers', () => import('./commands/unpause.ts')),
  entry('wait', 'Block until one or more containers stop, then print their exit codes', () => import('./commands/wait.ts')),
];

/** The same commands under what they manage: `docker container ls`. */
const managed: readonly (readonly [group: string, verb: string, command: string])[] = [
  ...['attach', 'create', 'exec', 'inspect', 'kill', 'logs', 'pause', 'rename', 'restart', 'rm', 'run', 'start', 'stats', 'stop', 'top', 'unpause', 'wait'].map(
    (verb) => ['container', verb, verb] as const,
  ),
  ['container', 'ls', 'ps'],
  ['image', 'ls', 'images'],
  ['image', 'pull', 'pull'],
  ['image', 'rm', 'rmi'],
  ['image', 'tag', 'tag'],
  ['image', 'history', 'history'],
  ['image', 'inspect', 'inspect'],
  ['volume', 'inspect', 'inspect'],
  ['network', 'inspect', 'inspect'],
  ['system', 'info', 'info'],
  ['system', 'events', 'events'],
];

export const commandTable: readonly Entry[] = [
  ...common,
  ...managed.map(([group, verb, command]) => {
    const same = common.find(({ name }) => name === command) as Entry;
    const name = `${group} ${verb}`;
    return verb === 'inspect'
      ? entry(name, `Display detailed information on one or more ${group}s`, async () => ({
          command: (await import('./commands/inspect.ts')).inspectOnly(group),
        }))
      : { ...same, name };
  }),
  entry('volume create', 'Create a volume', () => import('./commands/volume-create.ts')),
  entry('volume ls', 'List volumes', () => import('./commands/volume-ls.ts')),
  entry('volume rm', 'Remove one or more volumes', () => import('./commands/volume-rm.ts')),
  entry('network ls', 'List networks', () => import('./commands/network-ls.ts')),
];

/** The command that the words begin with, and how many words are its name. */
export function findCommand(words: readonly string[]): { readonly entry: Entry; readonly length: number } | null {
  for (const length of [2, 1]) {
    const name = words.slice(0, length).join(' ');
    const found = words.length >= length ? commandTable.find((candidate) => candidate.name === name) : undefined;
    if (found) return { entry: found, length };
  }
  return null;
}
