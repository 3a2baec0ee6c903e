/** The address ranges of `network create`. */
import { list } from './command.ts';
import { pairs } from './create/pairs.ts';
import type { FlagValues } from './flags.ts';

interface Pool {
  Subnet: string;
  IPRange?: string;
  Gateway?: string;
  AuxiliaryAddresses?: Record<string, string>;
}

const bits = (address: string): number => address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);

/** IPv4 is told exactly; of IPv6 the written beginning must do, the daemon looks closer. */
function contains(subnet: string, address: string): boolean {
  const [base = '', length = '0'] = subnet.split('/');
  if (subnet.includes(':') || address.includes(':')) return subnet.includes(':') && address.startsWith(base.replace(/:+$/, ''));
  const size = 2 ** (32 - Number(length));
  return Math.floor(bits(base) / size) === Math.floor(bits(address.split('/')[0] as string) / size);
}

/** @throws Error with the real client's texts */
export function ipamConfig(flags: FlagValues): readonly Pool[] {
  const [subnets, ranges, gateways] = [list(flags, 'subnet'), list(flags, 'ip-range'), list(flags, 'gateway')];
  if (subnets.length < ranges.length || subnets.length < gateways.length) throw new Error('every ip-range or gateway must have a corresponding subnet');
  const pools: Pool[] = subnets.map((Subnet) => ({ Subnet }));
  const place = (address: string, what: string, put: (pool: Pool) => boolean): void => {
    const pool = pools.find(({ Subnet }) => contains(Subnet, address));
    if (!pool) throw new Error(`no matching subnet for ${what} ${address}`);
    if (!put(pool))
      throw new Error(
        `cannot configure multiple ${what === 'range' ? 'ranges' : 'gateways'} (${address}, ${(what === 'range' ? pool.IPRange : pool.Gateway) ?? ''}) ${what === 'range' ? 'on' : 'for'} the same subnet (${pool.Subnet})`,
      );
  };
  for (const range of ranges) place(range, 'range', (pool) => pool.IPRange === undefined && Boolean((pool.IPRange = range)));
  for (const gateway of gateways) place(gateway, 'gateway', (pool) => pool.Gateway === undefined && Boolean((pool.Gateway = gateway)));
  for (const [name, address] of Object.entries(pairs(list(flags, 'aux-address')))) {
    place(address, 'aux-address', (pool) => Boolean((pool.AuxiliaryAddresses = { ...pool.AuxiliaryAddresses, [name]: address })));
  }
  return pools;
}
