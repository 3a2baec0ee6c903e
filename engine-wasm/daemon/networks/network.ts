/** A network as the daemon keeps it, and a container's place on it. */
import { formatSubnet, type Subnet } from './subnet.ts';

export interface Network {
  readonly id: string;
  readonly name: string;
  readonly driver: 'bridge' | 'host' | 'null';
  /** RFC 3339. */
  readonly created: string;
  /** `null` without a bridge. */
  readonly subnet: Subnet | null;
  /** Where addresses are taken from; the subnet unless the user said less. */
  readonly range: Subnet | null;
  /** Of the bridge; empty without one. */
  readonly gateway: string;
  /** The IPAM configuration as it was asked for; `null`: the daemon chose. */
  readonly requested: { readonly Subnet: string; readonly IPRange?: string; readonly Gateway?: string } | null;
  /** Interface name of the bridge; empty without one. */
  readonly bridge: string;
  readonly internal: boolean;
  readonly attachable: boolean;
  readonly labels: Readonly<Record<string, string>>;
  readonly options: Readonly<Record<string, string>>;
}

/** What a container has on a network while it runs. */
export interface Endpoint {
  readonly id: string;
  readonly networkId: string;
  readonly network: string;
  readonly bridge: string;
  /** The bridge's interface index in the machine. */
  readonly bridgeIndex: number;
  readonly address: string;
  readonly prefixLength: number;
  /** Empty on an internal network: there is no way out. */
  readonly gateway: string;
  /** The bridge's address, where names are resolved; empty on the default bridge. */
  readonly resolver: string;
  readonly mac: string;
  /** The machine's end of the veth pair, and the container's. */
  readonly hostInterface: string;
  readonly interface: string;
}

const builtIn: readonly string[] = ['bridge', 'host', 'none'];
export const isBuiltIn = ({ name }: Pick<Network, 'name'>): boolean => builtIn.includes(name);
export const isUserDefined = (name: string): boolean => !builtIn.includes(name) && name !== 'default' && !name.startsWith('container:');

/** The IPAM configuration of the API. */
export function ipamOf({ name, subnet, gateway, requested }: Network): unknown {
  const chosen = subnet ? [{ Subnet: formatSubnet(subnet), Gateway: gateway }] : [];
  return { Driver: 'default', Options: isBuiltIn({ name }) ? null : {}, Config: requested ? [requested] : subnet ? chosen : null };
}
