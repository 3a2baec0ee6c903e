import type { App } from '../context.ts';
import { nameOf } from '../../state/containers.svelte.ts';
import { referenceOf } from '../../state/images.svelte.ts';
import { perform, type Action } from './action.ts';
import { toggleCompare } from './compare.ts';
import { containerActions } from './containers.ts';
import { editorActions } from './editor.ts';
import { imageActions } from './images.ts';
import { machineActions } from './machine.ts';
import { pageActions } from './page.ts';
import { stageActions } from './stage.ts';
import { networkActions, newNetwork } from './networks.ts';
import { pageTerminalActions } from './terminals.ts';
import { newVolume, volumeActions } from './volumes.ts';

/** Everything that needs no target. */
export const globalActions: readonly Action<void>[] = [
  ...pageTerminalActions,
  ...stageActions,
  newVolume,
  newNetwork,
  ...editorActions,
  toggleCompare,
  ...machineActions,
  ...pageActions,
];

/** An action with its target, ready to be run. */
export interface Command {
  readonly key: string;
  readonly title: string;
  /** What it would be done to; empty for the page. */
  readonly target: string;
  readonly icon: Action<never>['icon'];
  readonly danger: boolean;
  /** What is typed in a terminal for the same; empty when there is no such thing. */
  readonly typed: string;
  readonly shortcuts: Action<never>['shortcuts'];
  readonly run: () => Promise<void>;
}

export function commandsFor<T>(app: App, actions: readonly Action<T>[], target: T, name = ''): Command[] {
  return actions
    .filter((action) => action.available(app, target))
    .map((action) => ({
      key: `${action.id} ${name}`,
      title: action.title(app, target),
      target: name,
      icon: action.icon,
      danger: action.danger === true,
      typed: action.typed?.(target) ?? '',
      shortcuts: action.shortcuts,
      run: () => perform(app, action, target),
    }));
}

/** What can be done right now, to anything: the palette's list. */
export function allCommands(app: App): Command[] {
  return [
    ...commandsFor(app, globalActions, undefined),
    ...app.containers.list.flatMap((container) => commandsFor(app, containerActions, container, nameOf(container))),
    ...app.images.list.flatMap((image) => commandsFor(app, imageActions, image, referenceOf(image))),
    ...app.inventory.volumes.flatMap((volume) => commandsFor(app, volumeActions, volume, volume.Name)),
    ...app.inventory.networks.flatMap((network) => commandsFor(app, networkActions, network, network.Name)),
  ];
}

/** Every word must occur. What begins with the query comes first; among those, what destroys nothing. */
export function matchCommands(commands: readonly Command[], query: string): Command[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  const text = (command: Command): string => `${command.title} ${command.target} ${command.typed}`.toLowerCase();
  const found = commands.filter((command) => words.every((word) => text(command).includes(word)));
  const first = words.join(' ');
  const rank = (command: Command): number => (text(command).startsWith(first) ? 0 : 2) + Number(command.danger);
  return first === '' ? found : found.sort((a, b) => rank(a) - rank(b));
}
