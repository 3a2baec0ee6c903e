import Braces from '@lucide/svelte/icons/braces';
import Download from '@lucide/svelte/icons/download';
import HardDrive from '@lucide/svelte/icons/hard-drive';
import Trash2 from '@lucide/svelte/icons/trash-2';
import Upload from '@lucide/svelte/icons/upload';
import type { Volume } from '../../../../engine-wasm/api/volumes.ts';
import { chooseFiles } from '../../files/choose.ts';
import { download } from '../../files/download.ts';
import { formatBytes } from '../../ui/format.ts';
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

const save: Action<Volume> = {
  id: 'volume.save',
  title: () => 'Save as .tar.gz',
  icon: Download,
  available: whenReady,
  run: async ({ archives, toasts }, { Name, Mountpoint }) => {
    const archive = await archives.pack(Mountpoint, '.');
    download(`${Name}.tar.gz`, archive);
    toasts.info(`${Name}.tar.gz is yours`, `${formatBytes(archive.size)}, with owners, permissions and links.`);
  },
};

const fill: Action<Volume> = {
  id: 'volume.fill',
  title: () => 'Unpack an archive into it…',
  icon: Upload,
  available: whenReady,
  run: async ({ archives, toasts }, { Name, Mountpoint }) => {
    const [archive] = await chooseFiles({ folder: false, accept: '.tar,.tgz,.gz' });
    if (!archive) return;
    await archives.unpack(archive, Mountpoint);
    toasts.info(`${archive.name} is in ${Name}`, 'Files of the same names were replaced.');
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

export const volumeActions: readonly Action<Volume>[] = [inspect, save, fill, remove];
export const volumeButtons: readonly Action<Volume>[] = [inspect];
