/** The default bridge network: docker0, 172.17.0.0/16, one veth pair a container. */
import { addAddress, addBridge, setLinkUp } from '../../sys/netlink.ts';
import type { Sys } from '../../sys/sys.ts';
import { DaemonError } from '../errors.ts';

/** A container's place on a bridge. */
export interface Endpoint {
  readonly network: string;
  readonly bridge: string;
  /** The bridge's interface index in the machine. */
  readonly bridgeIndex: number;
  readonly address: string;
  readonly prefixLength: number;
  readonly gateway: string;
  readonly mac: string;
  /** The machine's end of the veth pair. */
  readonly hostInterface: string;
}

export interface Network {
  readonly id: string;
  readonly name: 'bridge' | 'host' | 'none';
  readonly driver: 'bridge' | 'host' | 'null';
}

const bridge = 'docker0';
const gateway = '172.17.0.1';
const prefixLength = 16;
const lastHost = 2 ** (32 - prefixLength) - 2;

export const subnet = '172.17.0.0/16';

function addressOf(host: number): string {
  return `172.17.${host >> 8}.${host & 255}`;
}

export class Networks {
  readonly list: readonly Network[];
  readonly #sys: Sys;
  readonly #used = new Set<string>([gateway]);
  readonly #bridgeIndex: number;

  constructor(sys: Sys) {
    this.#sys = sys;
    const id = (name: string): string => sys.hashing.sha256(`drydock network ${name}`);
    this.list = [
      { id: id('bridge'), name: 'bridge', driver: 'bridge' },
      { id: id('host'), name: 'host', driver: 'host' },
      { id: id('none'), name: 'none', driver: 'null' },
    ];
    this.#bridgeIndex = this.#ensureBridge();
  }

  find(reference: string): Network | undefined {
    return this.list.find(({ id, name }) => name === reference || id === reference || (reference.length >= 3 && id.startsWith(reference)));
  }

  get gateway(): string {
    return gateway;
  }

  /** An address that nobody has; the lowest free one, as Docker gives. */
  attach(): Endpoint {
    let host = 2;
    while (this.#used.has(addressOf(host))) host++;
    if (host > lastHost) throw new DaemonError('internal', "no available IPv4 addresses on this network's address pools: bridge");
    const address = addressOf(host);
    this.#used.add(address);
    const mac = `02:42:${address
      .split('.')
      .map((byte) => Number(byte).toString(16).padStart(2, '0'))
      .join(':')}`;
    const hostInterface = `veth${this.#sys.hashing.randomHex(4).slice(0, 7)}`;
    return { network: 'bridge', bridge, bridgeIndex: this.#bridgeIndex, address, prefixLength, gateway, mac, hostInterface };
  }

  /** A container that was running before this daemon started has its address already. */
  adopt(endpoint: Endpoint): void {
    this.#used.add(endpoint.address);
  }

  detach(endpoint: Endpoint): void {
    this.#used.delete(endpoint.address);
  }

  #ensureBridge(): number {
    const { files, sockets } = this.#sys;
    const indexFile = `/sys/class/net/${bridge}/ifindex`;
    const exists = files.exists(indexFile);
    if (!exists) sockets.netlink(addBridge(bridge, '02:42:ac:11:00:01'));
    const index = Number(files.readText(indexFile));
    if (!exists) {
      sockets.netlink(addAddress(index, gateway, prefixLength));
      sockets.netlink(setLinkUp(index));
    }
    return index;
  }
}
