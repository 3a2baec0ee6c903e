import Braces from '@lucide/svelte/icons/braces';
import Copy from '@lucide/svelte/icons/copy';
import Layers from '@lucide/svelte/icons/layers';
import PencilLine from '@lucide/svelte/icons/pencil-line';
import Play from '@lucide/svelte/icons/play';
import Rocket from '@lucide/svelte/icons/rocket';
import Trash2 from '@lucide/svelte/icons/trash-2';
import type { ImageSummary } from '../../../../engine-wasm/api/images.ts';
import { DockerError } from '../../docker/client.ts';
import { referenceOf } from '../../state/images.svelte.ts';
import { always, whenReady, type Action } from './action.ts';
import { copyText } from './copy.ts';

type ImageAction = Action<ImageSummary>;

function runCommand(image: ImageSummary): string {
  return `docker run -it --rm ${referenceOf(image)}`;
}

const run: ImageAction = {
  id: 'image.run',
  title: () => 'Run in a terminal',
  icon: Play,
  typed: runCommand,
  available: whenReady,
  run: (app, image) => {
    app.terminals.open({ typed: `${runCommand(image)}\r` });
    app.layout.view = 'terminal';
  },
};

const runWith: ImageAction = {
  id: 'image.run-with',
  title: () => 'Run with options…',
  icon: PencilLine,
  available: whenReady,
  run: (app, image) => {
    app.terminals.open({ typed: `${runCommand(image)} ` });
    app.layout.view = 'terminal';
  },
};

const inspect: ImageAction = {
  id: 'image.inspect',
  title: () => 'Inspect',
  icon: Braces,
  typed: (image) => `docker image inspect ${referenceOf(image)}`,
  available: whenReady,
  run: (app, image) => {
    app.details.show({ kind: 'inspect', of: 'images', id: image.Id, name: referenceOf(image) });
    app.layout.view = 'details';
  },
};

const runHere: ImageAction = {
  id: 'image.run-here',
  title: () => 'Run without a terminal…',
  icon: Rocket,
  available: whenReady,
  run: (app, image) => app.dialogs.run(referenceOf(image)),
};

const layers: ImageAction = {
  id: 'image.layers',
  title: () => 'Layers',
  icon: Layers,
  typed: (image) => `docker history ${referenceOf(image)}`,
  available: whenReady,
  run: (app, image) => {
    app.details.show({ kind: 'layers', id: image.Id, name: referenceOf(image) });
    app.layout.view = 'details';
  },
};

const copyId: ImageAction = { id: 'image.copy-id', title: () => 'Copy id', icon: Copy, available: always, run: (app, { Id }) => copyText(app, Id, 'Image id') };

const remove: ImageAction = {
  id: 'image.remove',
  title: () => 'Remove',
  icon: Trash2,
  danger: true,
  typed: (image) => `docker rmi ${referenceOf(image)}`,
  available: whenReady,
  run: async (app, image) => {
    try {
      await app.images.remove(image, false);
    } catch (error) {
      if (!(error instanceof DockerError && error.status === 409)) throw error;
      const question = { title: `Remove ${referenceOf(image)} all the same?`, text: error.message, confirm: 'Force removal', danger: true };
      if (await app.dialogs.confirm(question)) await app.images.remove(image, true);
    }
  },
};

/** In the order of the menu. */
export const imageActions: readonly ImageAction[] = [run, runWith, runHere, layers, inspect, copyId, remove];

export const imageButtons: readonly ImageAction[] = [run, layers];
