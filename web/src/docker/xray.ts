/** What Drydock's daemon tells beyond Docker's API (engine-wasm/api/xray.ts). */
import type { CgroupXRay, ContainerXRay, LayerXRay } from '../../../engine-wasm/api/xray.ts';
import type { DockerClient } from './client.ts';
import { boolean, listOf, number, record, text } from './shape.ts';

const isXRay = record({
  pid: number,
  namespaces: listOf(record({ type: text, inode: number, machine: boolean, sharedWith: listOf(text) })),
  processes: listOf(record({ pid: number, inside: number, parent: number, uid: number, command: text })),
  overlay: record({ lower: listOf(text), upper: text, merged: text }),
  files: record({ status: text, mountinfo: text, route: text, dev: text }),
  endpoints: listOf(record({ network: text, hostInterface: text })),
  ports: listOf(record({ protocol: text, hostAddress: text, hostPort: number, target: text, containerPort: number })),
});
const isCgroup = record({ directory: text, files: record({}) });
const isLayerList = listOf(record({ chainId: text, diffId: text, size: number, createdBy: text, sharedWith: listOf(text) }));

export const xrayOf = (docker: DockerClient, id: string): Promise<ContainerXRay> => docker.json(`/drydock/containers/${id}/xray`, {}, isXRay);
export const cgroupOf = (docker: DockerClient, id: string): Promise<CgroupXRay> => docker.json(`/drydock/containers/${id}/cgroup`, {}, isCgroup);
export const layersOf = (docker: DockerClient, id: string): Promise<LayerXRay[]> => docker.json(`/drydock/images/${id}/layers`, {}, isLayerList);
