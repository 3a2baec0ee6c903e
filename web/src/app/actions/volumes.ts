import Braces from '@lucide/svelte/icons/braces';
import HardDrive from '@lucide/svelte/icons/hard-drive';
import Trash2 from '@lucide/svelte/icons/trash-2';
import type { Volume } from '../../../../engine-wasm/api/volumes.ts';
import { whenReady, type Action } from './action.ts';

export const newVolume: Action<void> = {
  id: 'volume.new',
  title: () => 'New volume…',
  icon: HardDrive,
  available: whenReady,
  run: async (app) => {
    const name = await app.dialogs.prompt({ title: 'New volume', label: 'Name', value: '', confirm: 'Create' });
    if (name?.trim()) await app.inventory.createVolume(name.trim());
  },
};

const inspect: Action<Volume> = {
  id: 'volume.inspect',
  title: () => 'Inspect',
  icon: Braces,
  typed: ({ Name }) => `docker volume inspect ${Name}`,
  available: whenReady,
  run: (app, { Name }) => {
    app.details.show({ kind: 'inspect', of: 'volumes', id: Name, name: Name });
    app.layout.view = 'details';
  },
};

const remove: Action<Volume> = {
  id: 'volume.remove',
  title: () => 'Remove',
  icon: Trash2,
  danger: true,
  typed: ({ Name }) => `docker volume rm ${Name}`,
  available: whenReady,
  run: async (app, { Name }) => {
    const question = { title: `Remove ${Name}?`, text: 'The files in it are gone then.', confirm: 'Remove it', danger: true };
    if (await app.dialogs.confirm(question)) await app.inventory.removeVolume(Name);
  },
};

export const volumeActions: readonly Action<Volume>[] = [inspect, remove];
export const volumeButtons: readonly Action<Volume>[] = [inspect];
