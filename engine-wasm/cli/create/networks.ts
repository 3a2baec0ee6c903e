/** `--network` and what is said of the container's place in it. */
import type { EndpointSettings } from '../../api/create-request.ts';
import { list, text } from '../command.ts';
import type { FlagValues } from '../flags.ts';
import { csvFields } from './csv.ts';

interface Draft {
  name: string;
  readonly aliases: string[];
  readonly links: string[];
  readonly linkLocal: string[];
  readonly driverOpts: Record<string, string>;
  ip: string;
  ip6: string;
  mac: string;
}

const draft = (name: string): Draft => ({ name, aliases: [], links: [], linkLocal: [], driverOpts: {}, ip: '', ip6: '', mac: '' });

const setters: Readonly<Record<string, (network: Draft, value: string) => void>> = {
  name: (network, value) => (network.name = value),
  alias: (network, value) => network.aliases.push(value),
  ip: (network, value) => (network.ip = value),
  ip6: (network, value) => (network.ip6 = value),
  'mac-address': (network, value) => (network.mac = value),
  'link-local-ip': (network, value) => network.linkLocal.push(value),
  'driver-opt': (network, value) => {
    const equals = value.indexOf('=');
    if (equals < 0) throw new Error('invalid key value pair format in driver options');
    network.driverOpts[value.slice(0, equals).toLowerCase()] = value.slice(equals + 1);
  },
  'gw-priority': (network, value) => (network.driverOpts['gw-priority'] = value),
};

/** `backend` or `name=backend,alias=db,ip=10.0.0.5`. @throws Error */
export function parseNetwork(given: string): Draft {
  if (!given.includes('=')) return draft(given);
  const network = draft('');
  for (const [key, value] of csvFields(given)) {
    const set = setters[key];
    if (!set) throw new Error(`invalid field key ${key}`);
    if (value === undefined) throw new Error(`invalid field ${key}`);
    set(network, value.trim());
  }
  if (network.name === '') throw new Error('network name/id is not specified');
  return network;
}

const isUserDefined = (name: string): boolean => !/^(default|bridge|host|none|container:.*)$/.test(name);

/** The flags about the network are about the first one. */
function apply(network: Draft, flags: FlagValues): void {
  const aliases = [...list(flags, 'network-alias'), ...list(flags, 'net-alias')];
  if (aliases.length > 0 && network.aliases.length > 0) throw new Error('conflicting options: cannot specify both --network-alias and per-network alias');
  network.aliases.push(...aliases);
  if (isUserDefined(network.name)) network.links.push(...list(flags, 'link'));
  network.linkLocal.push(...list(flags, 'link-local-ip'));
  network.ip ||= text(flags, 'ip');
  network.ip6 ||= text(flags, 'ip6');
  network.mac ||= text(flags, 'mac-address');
  if (network.mac !== '' && !/^([0-9a-f]{2}[:-]){5}[0-9a-f]{2}$/i.test(network.mac)) throw new Error(`${network.mac} is not a valid mac address`);
  if (!isUserDefined(network.name) && network.aliases.length > 0) throw new Error('network-scoped aliases are only supported for user-defined networks');
}

const entry = (name: string, value: unknown, isPresent: boolean): object => (isPresent ? { [name]: value } : {});

function endpoint({ aliases, links, linkLocal, driverOpts, ip, ip6, mac }: Draft): EndpointSettings {
  const ipam = { ...entry('IPv4Address', ip, ip !== ''), ...entry('IPv6Address', ip6, ip6 !== ''), ...entry('LinkLocalIPs', linkLocal, linkLocal.length > 0) };
  return {
    ...entry('IPAMConfig', ipam, Object.keys(ipam).length > 0),
    ...entry('Aliases', aliases, aliases.length > 0),
    ...entry('Links', links, links.length > 0),
    ...entry('DriverOpts', driverOpts, Object.keys(driverOpts).length > 0),
    ...entry('MacAddress', mac, mac !== ''),
  };
}

export interface Networks {
  /** The API's NetworkMode: the first network. */
  readonly mode: string;
  readonly endpoints: Readonly<Record<string, EndpointSettings>>;
}

/** @throws Error */
export function networksOf(flags: FlagValues): Networks {
  const given = [...list(flags, 'network'), ...list(flags, 'net')].map(parseNetwork);
  const networks = given.length > 0 ? given : [draft('default')];
  apply(networks[0] as Draft, flags);
  const endpoints: Record<string, EndpointSettings> = {};
  for (const network of networks) {
    if (endpoints[network.name]) throw new Error(`network "${network.name}" is specified multiple times`);
    if (networks.length > 1 && !isUserDefined(network.name) && network.name !== 'bridge')
      throw new Error('conflicting options: cannot attach both user-defined and non-user-defined network-modes');
    endpoints[network.name] = endpoint(network);
  }
  return { mode: (networks[0] as Draft).name, endpoints };
}
