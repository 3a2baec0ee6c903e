/** dockerd: the only file of the daemon that constructs and wires. */
import { sys as plainSys } from '../sys/quickjs.ts';
import { archiveRoutes } from './archive/routes.ts';
import { buildRoutes } from './build/routes.ts';
import { adoptContainers } from './containers/adopt.ts';
import { isRunning } from './containers/container.ts';
import type { Engine } from './containers/engine.ts';
import { containerRoutes } from './containers/routes.ts';
import { ContainerStore } from './containers/store.ts';
import { execRoutes } from './exec/routes.ts';
import { Router } from './http/router.ts';
import { serveHttp } from './http/server.ts';
import { createImages } from './images/index.ts';
import { layerRoutes } from './images/layer-xray.ts';
import { Networks } from './networks/networks.ts';
import { PortAllocator } from './networks/ports.ts';
import { Resolver } from './networks/resolver.ts';
import { networkRoutes } from './networks/routes.ts';
import { capabilitySet } from './runtime/capabilities.ts';
import { defaultDeviceProgram } from './runtime/devices.ts';
import { seccompFilter } from './runtime/seccomp/filter.ts';
import { eventRoutes } from './system/event-routes.ts';
import { Events } from './system/events.ts';
import { systemRoutes } from './system/routes.ts';
import { Clients } from './trace/clients.ts';
import { Stepper, stepRoutes } from './trace/stepper.ts';
import { Trace, traceRoutes } from './trace/trace.ts';
import { tracedSys } from './trace/traced-sys.ts';
import { xrayRoutes } from './xray/routes.ts';
import { volumeRoutes } from './volumes/routes.ts';
import { Volumes } from './volumes/volumes.ts';

const socket = '/var/run/docker.sock';
const trace = new Trace(plainSys.clock);
const sys = tracedSys(plainSys, trace);
const stepper = new Stepper(trace);
const events = new Events(sys.clock);
const containers = new ContainerStore(sys);
const images = createImages({
  sys,
  trace,
  events,
  usersOf: (imageId) =>
    containers
      .all()
      .filter((container) => container.imageId === imageId)
      .map((container) => ({ id: container.id, running: isRunning(container) })),
});
const engine: Engine = {
  sys,
  containers,
  images,
  networks: new Networks(sys),
  ports: new PortAllocator(sys),
  resolver: new Resolver(sys, () => containers.all()),
  volumes: new Volumes(sys, events),
  events,
  trace,
  stepper,
  starting: new Set(),
  tasks: new Map(),
  waiters: new Map(),
  execs: new Map(),
  healthChecks: new Map(),
  attachments: new Map(),
  attributesOf: ({ name, config }) => ({ ...config.Labels, image: config.Image ?? '', name }),
};
const volumeUsers = (volume: string): string[] =>
  containers
    .all()
    .filter(({ mounts }) => mounts.some(({ name }) => name === volume))
    .map(({ id }) => id);

sys.files.mkdirAll('/sys/fs/cgroup/docker');
sys.files.writeExisting('/sys/fs/cgroup/docker/cgroup.subtree_control', '+cpu +memory +pids +io');
sys.processes.limitDevices('/sys/fs/cgroup/docker', defaultDeviceProgram());
// What nearly every start needs is ready before the first one.
seccompFilter('', capabilitySet({ privileged: false, add: [], drop: [] }));
await adoptContainers(engine);
const router = new Router([
  ...systemRoutes(engine, () => images.store.ids().length, images.usage),
  ...containerRoutes(engine),
  ...archiveRoutes(engine),
  ...execRoutes(engine),
  ...networkRoutes(engine),
  ...buildRoutes(engine, images),
  ...images.routes,
  ...volumeRoutes(engine.volumes, volumeUsers),
  ...eventRoutes(events, sys.clock),
  ...traceRoutes(trace),
  ...stepRoutes(stepper),
  ...xrayRoutes(engine, socket),
  ...layerRoutes(images.store, sys.files),
]);
serveHttp(sys, socket, router, { trace, stepper, clients: new Clients(sys, trace) });
