import Braces from '@lucide/svelte/icons/braces';
import Network from '@lucide/svelte/icons/network';
import Trash2 from '@lucide/svelte/icons/trash-2';
import type { NetworkSummary } from '../../docker/networks.ts';
import { builtInNetworks } from '../../state/inventory.svelte.ts';
import { whenReady, type Action } from './action.ts';

export const newNetwork: Action<void> = {
  id: 'network.new',
  title: () => 'New network…',
  icon: Network,
  available: whenReady,
  run: async (app) => {
    const name = await app.dialogs.prompt({ title: 'New network', label: 'Name', value: '', confirm: 'Create' });
    if (name?.trim()) await app.inventory.createNetwork(name.trim());
  },
};

const inspect: Action<NetworkSummary> = {
  id: 'network.inspect',
  title: () => 'Inspect',
  icon: Braces,
  typed: ({ Name }) => `docker network inspect ${Name}`,
  available: whenReady,
  run: (app, { Id, Name }) => {
    app.details.show({ kind: 'inspect', of: 'networks', id: Id, name: Name });
    app.layout.view = 'details';
  },
};

const remove: Action<NetworkSummary> = {
  id: 'network.remove',
  title: () => 'Remove',
  icon: Trash2,
  danger: true,
  typed: ({ Name }) => `docker network rm ${Name}`,
  available: (app, { Name }) => app.machine.ready && !builtInNetworks.includes(Name),
  run: (app, { Id }) => app.inventory.removeNetwork(Id),
};

export const networkActions: readonly Action<NetworkSummary>[] = [inspect, remove];
export const networkButtons: readonly Action<NetworkSummary>[] = [inspect];
