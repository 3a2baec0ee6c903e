import type { IpamPool, NetworkCreateRequest } from '../../api/networks.ts';
import type { DaemonError } from '../errors.ts';
import { badRequest, conflict, forbidden, notFound } from '../errors.ts';
import type { Network } from './network.ts';
import { freeSubnet } from './pools.ts';
import { contains, formatAddress, formatSubnet, overlap, parseAddress, parseCidr, type Subnet } from './subnet.ts';

const bridgeNameOption = 'com.docker.network.bridge.name';

function checkRequest({ Name = '', Driver = 'bridge', EnableIPv6 }: NetworkCreateRequest, existing: readonly Network[]): void {
  if (Name === '') throw badRequest('invalid name: name is empty');
  if (['bridge', 'host', 'none', 'default'].includes(Name)) throw forbidden(`operation is not permitted on predefined ${Name} network`);
  if (existing.some(({ name }) => name === Name)) throw conflict(`network with name ${Name} already exists`);
  if (Driver === 'host' || Driver === 'null') throw forbidden(`only one instance of "${Driver}" network is allowed`);
  if (Driver !== 'bridge' && Driver !== 'default' && Driver !== '') throw notFound(`plugin "${Driver}" not found`);
  // Its kernel has no IPv6 (images/guest/kernel.config).
  if (EnableIPv6) throw badRequest('IPv6 is not supported by this machine');
}

/** moby's network.ValidateIPAM: all that is wrong is said, line by line. @throws DaemonError bad-request */
function parsePool({ Subnet: text = '', IPRange, Gateway }: IpamPool): { subnet: Subnet; range: Subnet; gateway: number } {
  const invalid = (what: string): DaemonError => badRequest(`invalid network config:\n${what}`);
  const parsed = parseCidr(text);
  if (!parsed) throw invalid(`invalid subnet ${text}: invalid CIDR block notation`);
  const { address, subnet } = parsed;
  if (address !== subnet.base) throw invalid(`invalid subnet ${text}: it should be ${formatSubnet(subnet)}`);
  const rangeCidr = IPRange ? parseCidr(IPRange) : null;
  if (IPRange && !rangeCidr) throw invalid(`invalid ip-range ${IPRange}: invalid CIDR block notation`);
  const range = rangeCidr?.subnet ?? subnet;
  if (!contains(subnet, range.base)) throw invalid(`invalid ip-range ${IPRange ?? ''}: parent subnet is ${text}`);
  const gateway = Gateway ? parseAddress(Gateway) : range.base === subnet.base ? subnet.base + 1 : range.base;
  if (gateway === null) throw invalid(`invalid gateway ${Gateway ?? ''}: invalid address`);
  if (!contains(subnet, gateway)) throw invalid(`invalid gateway ${Gateway ?? ''}: parent subnet is ${text}`);
  return { subnet, range, gateway };
}

/** The network that a request asks for. @throws DaemonError with Docker's texts */
export function networkOf(request: NetworkCreateRequest, existing: readonly Network[], id: string, created: string): Network {
  checkRequest(request, existing);
  const configs = (request.IPAM?.Config ?? []).filter(({ Subnet: subnet }) => subnet);
  if (configs.length > 1) throw badRequest("bridge driver doesn't support multiple subnets");
  const taken = existing.flatMap(({ subnet }) => (subnet ? [subnet] : []));
  const asked = configs[0];
  const chosen = asked ? parsePool(asked) : null;
  if (chosen && taken.some((other) => overlap(other, chosen.subnet)))
    throw forbidden('invalid pool request: Pool overlaps with other one on this address space');
  const subnet = chosen?.subnet ?? freeSubnet(taken);
  const options = request.Options ?? {};
  const bridge = options[bridgeNameOption] ?? `br-${id.slice(0, 12)}`;
  if (existing.some((other) => other.bridge === bridge)) throw forbidden(`bridge name ${bridge} is already in use by network ${id}`);
  return {
    id,
    name: request.Name as string,
    driver: 'bridge',
    created,
    subnet,
    range: chosen?.range ?? subnet,
    gateway: formatAddress(chosen?.gateway ?? subnet.base + 1),
    requested: asked
      ? { Subnet: asked.Subnet as string, ...(asked.IPRange ? { IPRange: asked.IPRange } : {}), ...(asked.Gateway ? { Gateway: asked.Gateway } : {}) }
      : null,
    bridge,
    internal: request.Internal ?? false,
    attachable: request.Attachable ?? false,
    labels: request.Labels ?? {},
    options,
  };
}
