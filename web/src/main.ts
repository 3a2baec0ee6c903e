/** The composition root: everything is made and wired here, and nowhere else. */
import { mount } from 'svelte';
import { MachineClient } from '../../engine-wasm/machine/client.ts';
import App from './app/App.svelte';
import type { App as AppParts } from './app/context.ts';
import { DockerClient } from './docker/client.ts';
import { Archives } from './files/archive.ts';
import { GuestFiles } from './files/client.ts';
import { HubClient } from './docker/hub.ts';
import { Announcer } from './state/announcer.svelte.ts';
import { Autosave } from './state/autosave.ts';
import { Containers } from './state/containers.svelte.ts';
import { Details } from './state/details.svelte.ts';
import { Dialogs } from './state/dialogs.svelte.ts';
import { Drafts } from './state/editor/drafts.ts';
import { Workspace } from './state/editor/workspace.svelte.ts';
import { EngineEvents } from './state/events.svelte.ts';
import { Images } from './state/images.svelte.ts';
import { Inventory } from './state/inventory.svelte.ts';
import { KeptVolumes } from './state/kept-volumes.ts';
import { Layout } from './state/layout.svelte.ts';
import type { MachinePort } from './state/machine-port.ts';
import { MachineState } from './state/machine.svelte.ts';
import { withActivity } from './state/pty-activity.ts';
import { Terminals } from './state/terminals.svelte.ts';
import { pageAgent } from './state/trace/page-agent.ts';
import { Story } from './state/trace/story.svelte.ts';
import { TraceWatch } from './state/trace/watch.svelte.ts';
import { Theme } from './state/theme.svelte.ts';
import { Toasts } from './state/toasts.svelte.ts';
import './ui/tokens.css';
import './ui/base.css';

const port: MachinePort = new MachineClient({ onStatus: (status) => machine.report(status) });
const machine = new MachineState(port);
const docker = new DockerClient(() => port.dial({ kind: 'unix', path: '/var/run/docker.sock' }), pageAgent);
const hub = new HubClient(() => port.dialHub());
const story = new Story();
const traceWatch = new TraceWatch(docker, story);
const containers = new Containers(docker);
const images = new Images(docker);
const inventory = new Inventory(docker);
const autosave = new Autosave(() => machine.save());
const terminals = new Terminals(
  withActivity(
    (options) => port.openPty(options),
    () => autosave.changed(),
  ),
);
const files = new GuestFiles(
  () => port.dial({ kind: 'files' }),
  () => autosave.changed(),
);
const workspace = new Workspace(files, new Drafts(localStorage));
const archives = new Archives(port, files);
const keptVolumes = new KeptVolumes(docker, archives);
const details = new Details();
const toasts = new Toasts();
const announcer = new Announcer();

const remember = (): void => story.remember({ images: images.list, volumes: inventory.volumes, networks: inventory.networks });
const refreshed = (refresh: Promise<void>): void => void refresh.catch((error: unknown) => toasts.error('The daemon did not answer', (error as Error).message));
document.addEventListener('visibilitychange', () => document.hidden && autosave.flush());

const events = new EngineEvents(docker, {
  onConnected: () => {
    refreshed(containers.refresh());
    refreshed(images.refresh().then(remember));
    refreshed(inventory.refresh().then(remember));
  },
  onEvent: ({ Type }) => {
    if (Type === 'container') refreshed(containers.refresh());
    if (Type === 'image') refreshed(images.refresh().then(remember));
    if (Type === 'volume' || Type === 'network') refreshed(inventory.refresh().then(remember));
    autosave.changed();
  },
});

async function putVolumesBack(): Promise<void> {
  const { names, failures } = await keptVolumes.putBack((task) => (machine.task = task)).finally(() => (machine.task = ''));
  if (names.length > 0) toasts.info('The volumes are back', names.join(', '));
  if (failures.length > 0) toasts.error('Volumes could not be put back; this browser keeps them for the next start of the machine', failures.join('\n'));
}

machine.onSaved(() => workspace.machineSaved());
machine.onReady((ready) => {
  announcer.say(ready ? 'The machine is ready.' : 'The machine is not running.');
  if (!ready) {
    events.stop();
    traceWatch.stop();
    autosave.cancel();
    return;
  }
  events.start();
  traceWatch.start();
  void putVolumesBack();
  // What ran in a machine that was paused is still there; in one that was restored there is nothing of it.
  if (!terminals.sessions.some((session) => session.state === 'open')) {
    terminals.closeAll();
    terminals.open();
  }
});

const app: AppParts = {
  docker,
  hub,
  hubFile: port,
  story,
  traceWatch,
  machine,
  port,
  events,
  containers,
  images,
  inventory,
  terminals,
  details,
  dialogs: new Dialogs(),
  toasts,
  theme: new Theme(),
  layout: new Layout(),
  announcer,
  workspace,
  archives,
  keptVolumes,
};
mount(App, { target: document.querySelector('#app')!, props: { app } });
void machine.start();
