import { createContext } from 'svelte';
import type { Announcer } from '../state/announcer.svelte.ts';
import type { Containers } from '../state/containers.svelte.ts';
import type { Details } from '../state/details.svelte.ts';
import type { Dialogs } from '../state/dialogs.svelte.ts';
import type { EngineEvents } from '../state/events.svelte.ts';
import type { Images } from '../state/images.svelte.ts';
import type { Inventory } from '../state/inventory.svelte.ts';
import type { Layout } from '../state/layout.svelte.ts';
import type { MachinePort } from '../state/machine-port.ts';
import type { MachineState } from '../state/machine.svelte.ts';
import type { Terminals } from '../state/terminals.svelte.ts';
import type { Workspace } from '../state/editor/workspace.svelte.ts';
import type { Story } from '../state/trace/story.svelte.ts';
import type { TraceWatch } from '../state/trace/watch.svelte.ts';
import type { Theme } from '../state/theme.svelte.ts';
import type { Toasts } from '../state/toasts.svelte.ts';
import type { DockerClient } from '../docker/client.ts';
import type { HubClient } from '../docker/hub.ts';
import type { Archives } from '../files/archive.ts';
import type { KeptVolumes } from '../state/kept-volumes.ts';

/** Everything that the composition root made; components and actions take from it what they need. */
export interface App {
  readonly docker: DockerClient;
  readonly hub: HubClient;
  /** The hub's file, out and in. */
  readonly hubFile: Pick<MachinePort, 'exportHub' | 'importHub'>;
  readonly story: Story;
  readonly traceWatch: TraceWatch;
  readonly machine: MachineState;
  /** The machine itself, for what neither its state nor the engine tells. */
  readonly port: MachinePort;
  readonly events: EngineEvents;
  readonly containers: Containers;
  readonly images: Images;
  readonly inventory: Inventory;
  readonly terminals: Terminals;
  readonly details: Details;
  readonly dialogs: Dialogs;
  readonly toasts: Toasts;
  readonly theme: Theme;
  readonly layout: Layout;
  readonly announcer: Announcer;
  readonly workspace: Workspace;
  readonly archives: Archives;
  readonly keptVolumes: KeptVolumes;
}

export const [useApp, provideApp] = createContext<App>();
