/** Every command: its names and where its code is; the code is loaded only when the command is called, and what the help says of it with the help. */
import type { Command } from './command.ts';

type Load = () => Promise<{ readonly command: Command }>;

/** The names as the help lists them; a command of a group has the group's name before its own. */
type Row = readonly [names: string, load: Load];

const table: readonly Row[] = [
  ['container run, run', () => import('./commands/run.ts')],
  ['container ls, container list, container ps, ps', () => import('./commands/ps.ts')],
  ['container exec, exec', () => import('./commands/exec.ts')],
  ['container attach, attach', () => import('./commands/attach.ts')],
  ['image build, build, builder build', () => import('./commands/build.ts')],
  ['builder prune', () => import('./commands/builder-prune.ts')],
  ['container commit, commit', () => import('./commands/commit.ts')],
  ['container cp, cp', () => import('./commands/cp.ts')],
  ['container create, create', () => import('./commands/create.ts')],
  ['container diff, diff', () => import('./commands/diff.ts')],
  ['container export, export', () => import('./commands/export.ts')],
  ['container inspect', () => import('./commands/container-inspect.ts')],
  ['container kill, kill', () => import('./commands/kill.ts')],
  ['container logs, logs', () => import('./commands/logs.ts')],
  ['container pause, pause', () => import('./commands/pause.ts')],
  ['container port, port', () => import('./commands/port.ts')],
  ['container prune', () => import('./commands/container-prune.ts')],
  ['container rename, rename', () => import('./commands/rename.ts')],
  ['container restart, restart', () => import('./commands/restart.ts')],
  ['container rm, container remove, rm', () => import('./commands/rm.ts')],
  ['container start, start', () => import('./commands/start.ts')],
  ['container stats, stats', () => import('./commands/stats.ts')],
  ['container stop, stop', () => import('./commands/stop.ts')],
  ['container top, top', () => import('./commands/top.ts')],
  ['container unpause, unpause', () => import('./commands/unpause.ts')],
  ['container update, update', () => import('./commands/update.ts')],
  ['container wait, wait', () => import('./commands/wait.ts')],
  ['context inspect', () => import('./commands/context-inspect.ts')],
  ['context ls, context list', () => import('./commands/context-ls.ts')],
  ['context show', () => import('./commands/context-show.ts')],
  ['context use', () => import('./commands/context-use.ts')],
  ['system events, events', () => import('./commands/events.ts')],
  ['image history, history', () => import('./commands/history.ts')],
  ['image import, import', () => import('./commands/import.ts')],
  ['image inspect', () => import('./commands/image-inspect.ts')],
  ['image load, load', () => import('./commands/load.ts')],
  ['image ls, image list, images', () => import('./commands/images.ts')],
  ['image prune', () => import('./commands/image-prune.ts')],
  ['image pull, pull', () => import('./commands/pull.ts')],
  ['image push, push', () => import('./commands/push.ts')],
  ['image rm, image remove, rmi', () => import('./commands/rmi.ts')],
  ['image save, save', () => import('./commands/save.ts')],
  ['image tag, tag', () => import('./commands/tag.ts')],
  ['system info, info', () => import('./commands/info.ts')],
  ['inspect', () => import('./commands/inspect.ts')],
  ['login', () => import('./commands/login.ts')],
  ['logout', () => import('./commands/logout.ts')],
  ['manifest inspect', () => import('./commands/manifest-inspect.ts')],
  ['network connect', () => import('./commands/network-connect.ts')],
  ['network create', () => import('./commands/network-create.ts')],
  ['network disconnect', () => import('./commands/network-disconnect.ts')],
  ['network inspect', () => import('./commands/network-inspect.ts')],
  ['network ls, network list', () => import('./commands/network-ls.ts')],
  ['network prune', () => import('./commands/network-prune.ts')],
  ['network rm, network remove', () => import('./commands/network-rm.ts')],
  ['search', () => import('./commands/search.ts')],
  ['system df', () => import('./commands/system-df.ts')],
  ['system prune', () => import('./commands/system-prune.ts')],
  ['version', () => import('./commands/version.ts')],
  ['volume create', () => import('./commands/volume-create.ts')],
  ['volume inspect', () => import('./commands/volume-inspect.ts')],
  ['volume ls, volume list', () => import('./commands/volume-ls.ts')],
  ['volume prune', () => import('./commands/volume-prune.ts')],
  ['volume rm, volume remove', () => import('./commands/volume-rm.ts')],
  ['__complete', () => import('./commands/complete.ts')],
];

export const groups: readonly string[] = ['builder', 'container', 'context', 'image', 'manifest', 'network', 'system', 'volume'];
export const isGroup = (word: string | undefined): boolean => word !== undefined && groups.includes(word);

export interface Found {
  /** The words that were its name. */
  readonly name: string;
  readonly names: readonly string[];
  readonly load: Load;
}

/** The command that the words begin with. */
export function findCommand(words: readonly string[]): Found | undefined {
  const name = words.slice(0, isGroup(words[0]) ? 2 : 1).join(' ');
  const row = table.find(([names]) => `, ${names}, `.includes(`, ${name}, `));
  return row && { name, names: row[0].split(', '), load: row[1] };
}
