/** The machine's packet rules, as a function of the networks and of the published ports; replaced as a whole whenever either changes. */
import { NETLINK_NETFILTER } from '../../sys/constants.ts';
import { routeLocalNet } from '../../sys/netlink.ts';
import { action, hook, match, replaceTable, rule, type Chain } from '../../sys/nftables.ts';
import type { Sys } from '../../sys/sys.ts';
import type { PortMapping } from './ports.ts';

const table = 'docker';
const protocols = { tcp: 6, udp: 17, sctp: 132 } as const;
/** NF_IP_PRI_RAW, NF_IP_PRI_NAT_DST, NF_IP_PRI_FILTER, NF_IP_PRI_NAT_SRC (linux/netfilter_ipv4.h). */
const priority = { raw: -300, destination: -100, filter: 0, source: 100 } as const;

export interface Published extends PortMapping {
  /** The container's address. */
  readonly target: string;
}

export interface BridgeRule {
  readonly index: number;
  /** Whether its containers may talk to each other (`com.docker.network.bridge.enable_icc`). */
  readonly open: boolean;
}

export interface FirewallState {
  readonly bridges: readonly BridgeRule[];
  readonly published: readonly Published[];
}

/**
 * Published ports lead to their container, from the machine itself, from its loopback address and from other containers; answers find their
 * way back because the source is the bridge's, as with Docker's proxy.
 */
function publishingChains({ published, bridges }: FirewallState): readonly Chain[] {
  if (published.length === 0) return [];
  const redirects = published.map(({ protocol, hostAddress, hostPort, target, containerPort }) =>
    rule(
      hostAddress === '0.0.0.0' ? match.destinationIsLocal() : match.destination(hostAddress),
      match.protocol(protocols[protocol]),
      match.destinationPort(hostPort),
      action.redirect(target, containerPort),
    ),
  );
  // With route_localnet a container could reach what listens on the machine's loopback interface only.
  const guards = bridges.map(({ index }) => rule(match.inputIs(index), match.destinationNet(127), action.drop()));
  return [
    { name: 'guard', type: 'filter', hook: hook.prerouting, priority: priority.raw, rules: guards },
    { name: 'prerouting', type: 'nat', hook: hook.prerouting, priority: priority.destination, rules: redirects },
    { name: 'output', type: 'nat', hook: hook.output, priority: priority.destination, rules: redirects },
    { name: 'postrouting', type: 'nat', hook: hook.postrouting, priority: priority.source, rules: [rule(match.redirected(), action.masquerade())] },
  ];
}

/** Networks are apart: nothing goes from one bridge to another, but answers and what a published port leads to. */
function isolationChain({ bridges }: FirewallState): readonly Chain[] {
  if (bridges.length < 2 && bridges.every(({ open }) => open)) return [];
  const closed = bridges.filter(({ open }) => !open);
  const rules = [
    rule(match.established(), action.accept()),
    rule(match.redirected(), action.accept()),
    ...bridges.map(({ index }) => rule(match.inputIs(index), match.outputIsNot(index), action.drop())),
    ...closed.map(({ index }) => rule(match.inputIs(index), match.outputIs(index), action.drop())),
  ];
  return [{ name: 'forward', type: 'filter', hook: hook.forward, priority: priority.filter, rules }];
}

/** Bridged packets pass the rules only where somebody wants two containers of one bridge apart: it costs every packet. */
function filterBridged({ files }: Sys, wanted: boolean): void {
  files.writeExisting('/proc/sys/net/bridge/bridge-nf-call-iptables', wanted ? '1' : '0');
}

export function applyFirewall(sys: Sys, state: FirewallState): void {
  filterBridged(
    sys,
    state.bridges.some(({ open }) => !open),
  );
  if (state.published.length > 0) for (const { index } of state.bridges) sys.sockets.netlink(routeLocalNet(index));
  sys.sockets.netlink(replaceTable(table, [...publishingChains(state), ...isolationChain(state)]), NETLINK_NETFILTER);
}

/** Where dockerd answers for the names of a network (resolver.ts); no port that programs use. */
export const resolverPort = 10053;
const resolverAddress = '127.0.0.11';

/** The rules inside a container by which Docker's 127.0.0.11 leads to the bridge's resolver; without one they go away. */
export function resolverRules(resolver: string): Uint8Array {
  if (resolver === '') return replaceTable(table, []);
  const redirect = rule(match.destination(resolverAddress), match.protocol(protocols.udp), match.destinationPort(53), action.redirect(resolver, resolverPort));
  return replaceTable(table, [
    { name: 'output', type: 'nat', hook: hook.output, priority: priority.destination, rules: [redirect] },
    { name: 'postrouting', type: 'nat', hook: hook.postrouting, priority: priority.source, rules: [rule(match.redirected(), action.masquerade())] },
  ]);
}
