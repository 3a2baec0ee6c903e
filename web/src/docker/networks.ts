import type { IpamPool } from '../../../engine-wasm/api/networks.ts';
import type { DockerClient } from './client.ts';
import { listOf, orNull, record, text } from './shape.ts';

const isNetworkList = listOf(record({ Id: text, Name: text, Driver: text, IPAM: record({ Config: orNull(listOf(record({}))) }) }));

/** Docker Engine API, "List networks": the fields that the page reads. */
export interface NetworkSummary {
  readonly Id: string;
  readonly Name: string;
  readonly Driver: string;
  readonly IPAM: { readonly Config: readonly IpamPool[] | null };
}

export function listNetworks(docker: DockerClient): Promise<NetworkSummary[]> {
  return docker.json<NetworkSummary[]>('/networks', {}, isNetworkList);
}

export async function createNetwork(docker: DockerClient, name: string): Promise<void> {
  await docker.post('/networks/create', {}, { Name: name });
}

export async function removeNetwork(docker: DockerClient, id: string): Promise<void> {
  await docker.text('DELETE', `/networks/${id}`);
}

/** Empty for a network without addresses. */
export function subnetOf({ IPAM }: NetworkSummary): string {
  return IPAM.Config?.[0]?.Subnet ?? '';
}
