import Pause from '@lucide/svelte/icons/pause';
import Play from '@lucide/svelte/icons/play';
import RotateCcw from '@lucide/svelte/icons/rotate-ccw';
import Save from '@lucide/svelte/icons/save';
import type { Volume } from '../../../../engine-wasm/api/volumes.ts';
import { hasName } from '../../state/kept-volumes.ts';
import type { App } from '../context.ts';
import { whenReady, type Action } from './action.ts';

const save: Action<void> = {
  id: 'machine.save',
  title: () => 'Save the machine now',
  icon: Save,
  available: (app) => app.machine.ready && !app.machine.saving,
  run: async (app) => {
    await app.machine.save();
    app.toasts.info('The machine is saved', 'Loading this page again brings it back as it is now.');
  },
};

const pause: Action<void> = { id: 'machine.pause', title: () => 'Pause the machine', icon: Pause, available: whenReady, run: (app) => app.machine.pause() };

const resume: Action<void> = {
  id: 'machine.resume',
  title: () => 'Resume the machine',
  icon: Play,
  available: (app) => app.machine.status.state === 'paused',
  run: (app) => app.machine.resume(),
};

/** @throws Error: then the machine is as it was, but for what was stopped */
async function keepVolumes({ machine, keptVolumes }: App, volumes: readonly Volume[]): Promise<void> {
  if (!machine.ready) await machine.resume();
  try {
    await keptVolumes.keep(volumes, (task) => (machine.task = task));
  } catch (error) {
    throw new Error(`The volumes could not be kept, so nothing was reset. ${(error as Error).message}`, { cause: error });
  } finally {
    machine.task = '';
  }
}

const resetMachine: Action<void> = {
  id: 'machine.reset',
  title: () => 'Reset the machine…',
  icon: RotateCcw,
  danger: true,
  available: (app) => app.machine.up,
  run: async (app) => {
    const question = {
      title: 'Reset the machine?',
      text: 'Every container, image, volume and file that you made in it is gone, and it starts as new. What you pushed to the hub stays.',
      confirm: 'Reset it',
      danger: true,
    };
    const named = app.inventory.volumes.filter(hasName);
    const option = named.length > 0 ? `Keep the volumes that have a name: ${named.map(({ Name }) => Name).join(', ')}` : null;
    const keeps = await app.dialogs.confirmWith(question, option);
    if (keeps === null) return;
    if (keeps) await keepVolumes(app, named);
    else await app.keptVolumes.forget();
    app.terminals.closeAll();
    app.details.closeAll();
    app.containers.forget();
    app.images.forget();
    app.inventory.forget();
    app.story.clear();
    await app.machine.reset();
  },
};

export const machineActions: readonly Action<void>[] = [save, pause, resume, resetMachine];
