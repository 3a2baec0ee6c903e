/** The networks of this machine: three that are always there, and the user's. Each with a bridge gives addresses to its endpoints. */
import type { EndpointSettings, NetworkCreateRequest } from '../../api/networks.ts';
import { addAddress, addBridge, deleteLink, setLinkUp } from '../../sys/netlink.ts';
import type { Sys } from '../../sys/sys.ts';
import { badRequest, DaemonError, notFound } from '../errors.ts';
import { networkOf } from './create.ts';
import { isBuiltIn, type Endpoint, type Network } from './network.ts';
import { contains, formatAddress, parseAddress, sizeOf, type Subnet } from './subnet.ts';

const file = '/var/lib/docker/network/networks.json';
const defaultSubnet: Subnet = { base: 0xac110000, prefixLength: 16 };
const defaultBridgeOptions = {
  'com.docker.network.bridge.default_bridge': 'true',
  'com.docker.network.bridge.enable_icc': 'true',
  'com.docker.network.bridge.enable_ip_masquerade': 'true',
  'com.docker.network.bridge.host_binding_ipv4': '0.0.0.0',
  'com.docker.network.bridge.name': 'docker0',
  'com.docker.network.driver.mtu': '1500',
};

function builtInNetworks(sys: Sys): readonly Network[] {
  const none = { subnet: null, range: null, gateway: '', requested: null, bridge: '', internal: false, attachable: false, labels: {}, options: {} };
  const network = (name: string, driver: Network['driver']): Network => ({
    ...none,
    id: sys.hashing.randomHex(32),
    name,
    driver,
    created: sys.clock.timestamp(),
  });
  const bridge = { subnet: defaultSubnet, range: defaultSubnet, gateway: '172.17.0.1', bridge: 'docker0', options: defaultBridgeOptions };
  return [{ ...network('bridge', 'bridge'), ...bridge }, network('host', 'host'), network('none', 'null')];
}

export class Networks {
  readonly #sys: Sys;
  #networks: readonly Network[];
  /** Addresses that somebody has, by network. */
  readonly #used = new Map<string, Set<string>>();
  readonly #bridgeIndexes = new Map<string, number>();

  constructor(sys: Sys) {
    this.#sys = sys;
    const known = sys.files.exists(file);
    this.#networks = known ? (JSON.parse(sys.files.readText(file)) as readonly Network[]) : builtInNetworks(sys);
    if (!known) this.#save();
    for (const network of this.#networks) this.#setUp(network);
  }

  get all(): readonly Network[] {
    return this.#networks;
  }

  /** By name, id, or unique id prefix. */
  find(reference: string): Network | undefined {
    const exact = this.#networks.find(({ id, name }) => name === reference || id === reference);
    if (exact || reference === '') return exact;
    const found = this.#networks.filter(({ id }) => id.startsWith(reference));
    if (found.length > 1) throw badRequest(`network ${reference} is ambiguous (${found.length} matches found based on ID prefix)`);
    return found[0];
  }

  /** @throws DaemonError not-found with Docker's text */
  get(reference: string): Network {
    const network = this.find(reference);
    if (!network) throw notFound(`network ${reference} not found`);
    return network;
  }

  create(request: NetworkCreateRequest): Network {
    const network = networkOf(request, this.#networks, this.#sys.hashing.randomHex(32), this.#sys.clock.timestamp());
    this.#setUp(network);
    this.#networks = [...this.#networks, network];
    this.#save();
    return network;
  }

  remove(network: Network): void {
    this.#sys.sockets.netlink(deleteLink(network.bridge));
    this.#networks = this.#networks.filter((other) => other !== network);
    this.#used.delete(network.id);
    this.#bridgeIndexes.delete(network.id);
    this.#save();
  }

  bridgeIndex(network: Network): number {
    return this.#bridgeIndexes.get(network.id) ?? 0;
  }

  /** A place on a bridge network: the address that is wished for, or the lowest free one. @throws DaemonError with Docker's texts */
  join(network: Network, settings: EndpointSettings, interfaceName: string): Endpoint {
    const { hashing } = this.#sys;
    const address = this.#take(network, settings.IPAMConfig?.IPv4Address ?? '');
    return {
      id: hashing.randomHex(32),
      networkId: network.id,
      network: network.name,
      bridge: network.bridge,
      bridgeIndex: this.bridgeIndex(network),
      address,
      prefixLength: (network.subnet as Subnet).prefixLength,
      gateway: network.internal ? '' : network.gateway,
      resolver: isBuiltIn(network) ? '' : network.gateway,
      mac: settings.MacAddress || this.#randomMac(),
      hostInterface: `veth${hashing.randomHex(4).slice(0, 7)}`,
      interface: interfaceName,
    };
  }

  leave(endpoint: Endpoint): void {
    this.#used.get(endpoint.networkId)?.delete(endpoint.address);
  }

  /** A container that was running before this daemon started has its address already. */
  adopt(endpoint: Endpoint): void {
    this.#used.get(endpoint.networkId)?.add(endpoint.address);
  }

  #take({ id, name, subnet, range }: Network, wished: string): string {
    const used = this.#used.get(id) as Set<string>;
    const first = range as Subnet;
    const whole = subnet as Subnet;
    const isHost = (address: number): boolean => address !== whole.base && address !== whole.base + sizeOf(whole) - 1;
    let address = wished;
    if (address === '') {
      let candidate = first.base;
      while (contains(first, candidate) && (!isHost(candidate) || used.has(formatAddress(candidate)))) candidate++;
      if (!contains(first, candidate)) throw new DaemonError('internal', `no available IPv4 addresses on this network's address pools: ${name} (${id})`);
      address = formatAddress(candidate);
    } else if (used.has(address)) throw forbiddenAddress();
    else if (!contains(whole, parseAddress(address) ?? 0)) throw badRequest(`Requested address ${address} is out of range`);
    used.add(address);
    return address;
  }

  /** Locally administered, as the kernel would make one. */
  #randomMac(): string {
    const [first = '', ...rest] = this.#sys.hashing.randomHex(6).match(/../g) ?? [];
    return [((parseInt(first, 16) & 0xfc) | 2).toString(16).padStart(2, '0'), ...rest].join(':');
  }

  #setUp(network: Network): void {
    if (network.bridge === '') return;
    this.#used.set(network.id, new Set([network.gateway]));
    const { files, sockets } = this.#sys;
    const indexFile = `/sys/class/net/${network.bridge}/ifindex`;
    const exists = files.exists(indexFile);
    if (!exists) sockets.netlink(addBridge(network.bridge, this.#randomMac()));
    const index = Number(files.readText(indexFile));
    this.#bridgeIndexes.set(network.id, index);
    if (exists) return;
    sockets.netlink(addAddress(index, network.gateway, (network.subnet as Subnet).prefixLength));
    sockets.netlink(setLinkUp(index));
  }

  #save(): void {
    this.#sys.files.mkdirAll('/var/lib/docker/network', 0o750);
    this.#sys.files.writeAtomic(file, JSON.stringify(this.#networks));
  }
}

const forbiddenAddress = (): DaemonError => new DaemonError('forbidden', 'Address already in use');
