import { list, text, type Command } from '../command.ts';
import { pairs } from '../create/pairs.ts';
import type { FlagValues } from '../flags.ts';

const where = (name: string, value: unknown, isGiven: boolean): object => (isGiven ? { [name]: value } : {});

function endpoint(flags: FlagValues): object {
  const addresses = {
    ...where('IPv4Address', text(flags, 'ip'), flags['ip'] !== undefined),
    ...where('IPv6Address', text(flags, 'ip6'), flags['ip6'] !== undefined),
    ...where('LinkLocalIPs', list(flags, 'link-local-ip'), flags['link-local-ip'] !== undefined),
  };
  return {
    IPAMConfig: addresses,
    Links: list(flags, 'link'),
    Aliases: list(flags, 'alias'),
    DriverOpts: pairs(list(flags, 'driver-opt')),
    ...where('GwPriority', Number(text(flags, 'gw-priority')), flags['gw-priority'] !== undefined),
  };
}

export const command: Command = {
  usage: '[OPTIONS] NETWORK CONTAINER',
  options: `
      --alias strings           Add network-scoped alias for the container
      --driver-opt strings      driver options for the network
      --gw-priority int         Highest gw-priority provides the default gateway. Accepts positive and negative values.
      --ip string               IPv4 address (e.g., "172.30.100.104")
      --ip6 string              IPv6 address (e.g., "2001:db8::33")
      --link list               Add link to another container
      --link-local-ip strings   Add a link-local address for the container
`,
  args: [2, 2],
  async run({ client, flags, args: [network = '', Container = ''] }) {
    await client.done('POST', `/networks/${network}/connect`, { Container, EndpointConfig: endpoint(flags) });
    return 0;
  },
};
