import { isSet, list, Refusal, text, type Command } from '../command.ts';
import { pairs } from '../create/pairs.ts';
import type { FlagValues } from '../flags.ts';
import { ipamConfig } from '../ipam.ts';

function request(name: string, flags: FlagValues): object {
  return {
    Name: name,
    Driver: text(flags, 'driver') || 'bridge',
    Options: pairs(list(flags, 'opt')),
    IPAM: { Driver: text(flags, 'ipam-driver') || 'default', Options: pairs(list(flags, 'ipam-opt')), Config: ipamConfig(flags) },
    Internal: isSet(flags, 'internal'),
    Ingress: isSet(flags, 'ingress'),
    Attachable: isSet(flags, 'attachable'),
    ConfigOnly: isSet(flags, 'config-only'),
    Labels: pairs(list(flags, 'label')),
    Scope: text(flags, 'scope'),
    ...(flags['config-from'] !== undefined && { ConfigFrom: { Network: text(flags, 'config-from') } }),
    ...(flags['ipv4'] !== undefined && { EnableIPv4: isSet(flags, 'ipv4') }),
    ...(flags['ipv6'] !== undefined && { EnableIPv6: isSet(flags, 'ipv6') }),
  };
}

export const command: Command = {
  usage: '[OPTIONS] NETWORK',
  options: `
      --attachable           Enable manual container attachment
      --aux-address map      Auxiliary IPv4 or IPv6 addresses used by Network driver (default map[])
      --config-from string   The network from which to copy the configuration
      --config-only          Create a configuration only network
  -d, --driver string        Driver to manage the Network (default "bridge")
      --gateway strings      IPv4 or IPv6 Gateway for the master subnet
      --ingress              Create swarm routing-mesh network
      --internal             Restrict external access to the network
      --ip-range strings     Allocate container ip from a sub-range
      --ipam-driver string   IP Address Management Driver (default "default")
      --ipam-opt map         Set IPAM driver specific options (default map[])
      --ipv4                 Enable or disable IPv4 address assignment (default true)
      --ipv6                 Enable or disable IPv6 address assignment
      --label list           Set metadata on a network
  -o, --opt map              Set driver specific options (default map[])
      --scope string         Control the network's scope
      --subnet strings       Subnet in CIDR format that represents a network segment
`,
  args: [1, 1],
  async run({ client, flags, args: [name = ''], print, printError }) {
    let body: object;
    try {
      body = request(name, flags);
    } catch (error) {
      throw new Refusal((error as Error).message);
    }
    const { Id, Warning } = await client.json<{ Id: string; Warning?: string }>('POST', '/networks/create', body);
    if (Warning) printError(`WARNING: ${Warning}\n`);
    print(`${Id}\n`);
    return 0;
  },
};
