/** What the page looks at beyond Docker's API (api/xray.ts). */
import { overlayOf, type Container } from '../containers/container.ts';
import type { Engine } from '../containers/engine.ts';
import { json, type Route } from '../http/router.ts';
import { readCgroup } from './cgroup.ts';
import { xrayContainer } from './container.ts';
import { treeReply } from './tree.ts';

export function xrayRoutes(engine: Engine, socket: string): Route[] {
  const { files, processes } = engine.sys;
  const find = (params: Readonly<Record<string, string>>): Container => engine.containers.find(params['id'] as string);
  return [
    { method: 'GET', path: '/drydock/daemon', handle: () => json({ pid: processes.pid, socket }) },
    { method: 'GET', path: '/drydock/containers/{id}/xray', handle: ({ params }) => json(xrayContainer(engine, find(params))) },
    { method: 'GET', path: '/drydock/containers/{id}/cgroup', handle: ({ params }) => json(readCgroup(files, find(params))) },
    { method: 'GET', path: '/drydock/containers/{id}/upper', handle: ({ params }) => treeReply(files, `${overlayOf(find(params))}/diff`) },
  ];
}
