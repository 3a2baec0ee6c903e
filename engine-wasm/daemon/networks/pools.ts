import { DaemonError } from '../errors.ts';
import { overlap, sizeOf, type Subnet } from './subnet.ts';

/** Docker's default address pools, each cut into networks of `prefixLength` (moby libnetwork/ipamutils). */
const pools: readonly (Subnet & { readonly networkLength: number })[] = [
  { base: 0xac110000, prefixLength: 16, networkLength: 16 }, // 172.17.0.0/16
  { base: 0xac120000, prefixLength: 16, networkLength: 16 }, // 172.18.0.0/16
  { base: 0xac130000, prefixLength: 16, networkLength: 16 }, // 172.19.0.0/16
  { base: 0xac140000, prefixLength: 14, networkLength: 16 }, // 172.20.0.0/14
  { base: 0xac180000, prefixLength: 14, networkLength: 16 }, // 172.24.0.0/14
  { base: 0xac1c0000, prefixLength: 14, networkLength: 16 }, // 172.28.0.0/14
  { base: 0xc0a80000, prefixLength: 16, networkLength: 20 }, // 192.168.0.0/16
];

/** The first block of the pools that overlaps none of `taken`. @throws DaemonError when all are taken */
export function freeSubnet(taken: readonly Subnet[]): Subnet {
  for (const pool of pools) {
    const step = 2 ** (32 - pool.networkLength);
    for (let base = pool.base; base < pool.base + sizeOf(pool); base += step) {
      const subnet = { base, prefixLength: pool.networkLength };
      if (!taken.some((other) => overlap(subnet, other))) return subnet;
    }
  }
  throw new DaemonError('bad-request', 'all predefined address pools have been fully subnetted');
}
