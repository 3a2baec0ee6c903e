/** Networks as the API shows them. */
import { isRunning, type Container } from '../containers/container.ts';
import type { Engine } from '../containers/engine.ts';
import { dnsNames, type Connection } from './connection.ts';
import { ipamOf, type Network } from './network.ts';
import { portsOf } from './ports.ts';

/** `NetworkSettings.Networks[name]` of a container. */
function describeConnection(engine: Engine, container: Container, connection: Connection): unknown {
  const { settings, endpoint } = connection;
  return {
    IPAMConfig: settings.IPAMConfig ?? null,
    Links: settings.Links ?? null,
    Aliases: settings.Aliases ?? null,
    MacAddress: endpoint?.mac ?? settings.MacAddress ?? '',
    DriverOpts: settings.DriverOpts ?? null,
    GwPriority: settings.GwPriority ?? 0,
    NetworkID: engine.networks.find(connection.network)?.id ?? '',
    EndpointID: endpoint?.id ?? '',
    Gateway: endpoint?.gateway ?? '',
    IPAddress: endpoint?.address ?? '',
    IPPrefixLen: endpoint?.prefixLength ?? 0,
    IPv6Gateway: '',
    GlobalIPv6Address: '',
    GlobalIPv6PrefixLen: 0,
    DNSNames: dnsNames(container, connection),
  };
}

/** `NetworkSettings` of a container; the fields above `Networks` repeat what it has on the default bridge. */
export function networkSettings(engine: Engine, container: Container): Record<string, unknown> {
  const { connections, config, published } = container;
  const sorted = [...connections].sort((a, b) => (a.network < b.network ? -1 : 1));
  const bridge = connections.find(({ network }) => network === 'bridge')?.endpoint;
  return {
    Bridge: '',
    SandboxID: '',
    SandboxKey: isRunning(container) ? `/proc/${container.state.pid}/ns/net` : '',
    Ports: isRunning(container) ? portsOf(Object.keys(config.ExposedPorts ?? {}), published) : {},
    HairpinMode: false,
    LinkLocalIPv6Address: '',
    LinkLocalIPv6PrefixLen: 0,
    SecondaryIPAddresses: null,
    SecondaryIPv6Addresses: null,
    EndpointID: bridge?.id ?? '',
    Gateway: bridge?.gateway ?? '',
    GlobalIPv6Address: '',
    GlobalIPv6PrefixLen: 0,
    IPAddress: bridge?.address ?? '',
    IPPrefixLen: bridge?.prefixLength ?? 0,
    IPv6Gateway: '',
    MacAddress: bridge?.mac ?? '',
    Networks: Object.fromEntries(sorted.map((connection) => [connection.network, describeConnection(engine, container, connection)])),
  };
}

export interface Member {
  readonly container: Container;
  readonly connection: Connection;
}

/** Who is on a network and runs. */
export function membersOf({ containers }: Engine, { name }: Network): readonly Member[] {
  return containers
    .all()
    .flatMap((container) =>
      isRunning(container) ? container.connections.filter((connection) => connection.network === name).map((connection) => ({ container, connection })) : [],
    );
}

/** `GET /networks/{id}`; the list has no containers. */
export function describeNetwork(engine: Engine, network: Network, withContainers: boolean): unknown {
  const members = membersOf(engine, network).map(({ container, connection: { endpoint } }) => [
    container.id,
    {
      Name: container.name,
      EndpointID: endpoint?.id ?? '',
      MacAddress: endpoint?.mac ?? '',
      IPv4Address: endpoint ? `${endpoint.address}/${endpoint.prefixLength}` : '',
      IPv6Address: '',
    },
  ]);
  return {
    Name: network.name,
    Id: network.id,
    Created: network.created,
    Scope: 'local',
    Driver: network.driver,
    EnableIPv4: true,
    EnableIPv6: false,
    IPAM: ipamOf(network),
    Internal: network.internal,
    Attachable: network.attachable,
    Ingress: false,
    ConfigFrom: { Network: '' },
    ConfigOnly: false,
    Containers: withContainers ? Object.fromEntries(members) : {},
    Options: network.options,
    Labels: network.labels,
  };
}
