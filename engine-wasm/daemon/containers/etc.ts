import { resolverOf } from '../networks/connection.ts';
import { directoryOf, type Container } from './container.ts';
import type { Engine } from './engine.ts';

const localNames = `127.0.0.1\tlocalhost
::1\tlocalhost ip6-localhost ip6-loopback
fe00::\tip6-localnet
ff00::\tip6-mcastprefix
ff02::1\tip6-allnodes
ff02::2\tip6-allrouters
`;

const defaultBridgeGateway = '172.17.0.1';

/** `name:address`; `host-gateway` is the machine. */
function extraHost(line: string): string {
  const colon = line.indexOf(':');
  const address = line.slice(colon + 1);
  return `${address === 'host-gateway' ? defaultBridgeGateway : address}\t${line.slice(0, colon)}\n`;
}

function hostsOf({ config, host, connections }: Container): string {
  const name = config.Hostname ?? '';
  const names = config.Domainname ? `${name}.${config.Domainname} ${name}` : name;
  const own = connections.flatMap(({ endpoint }) => (endpoint ? [`${endpoint.address}\t${names}\n`] : []));
  return localNames + (host.ExtraHosts ?? []).map(extraHost).join('') + own.join('');
}

/** Users' networks have names; elsewhere there is no server, unless the user names one, as the machine has no network outside. */
function resolvConfOf({ host, connections }: Container): string {
  const hasNames = resolverOf(connections) !== '';
  const servers = hasNames ? ['127.0.0.11'] : host.Dns?.length ? host.Dns : [defaultBridgeGateway];
  const search = host.DnsSearch?.length ? [`search ${host.DnsSearch.join(' ')}\n`] : [];
  const options = [...(host.DnsOptions ?? []), ...(hasNames ? ['ndots:0'] : [])];
  return [...servers.map((server) => `nameserver ${server}\n`), ...search, ...(options.length > 0 ? [`options ${options.join(' ')}\n`] : [])].join('');
}

/** Writes the files that are mounted into a container's /etc; in place, as a mounted file cannot be replaced. */
export function writeEtc({ sys }: Engine, container: Container): void {
  const write = (file: string, text: string): void => sys.files.overwrite(`${directoryOf(container)}/${file}`, text);
  write('hostname', `${container.config.Hostname ?? ''}\n`);
  write('hosts', hostsOf(container));
  write('resolv.conf', resolvConfOf(container));
}
