import { Refusal, type Command } from '../command.ts';
import { joinHostPort } from '../format/ports.ts';
import { byName } from '../format/natural-order.ts';

interface Binding {
  readonly HostIp: string;
  readonly HostPort: string;
}

type Ports = Readonly<Record<string, readonly Binding[] | null>>;

const shown = ({ HostIp, HostPort }: Binding): string => joinHostPort(HostIp, HostPort);

function one(ports: Ports, name: string, wanted: string): string {
  const [port = '', protocol = 'tcp'] = wanted.split('/');
  if (!/^\d+$/.test(port)) throw new Refusal(`Error: invalid port (${port}): strconv.ParseUint: parsing ${JSON.stringify(port)}: invalid syntax`);
  const bindings = ports[`${port}/${protocol}`];
  if (!bindings) throw new Refusal(`Error: No public port '${wanted}' published for ${name}`);
  return bindings.map((binding) => `${shown(binding)}\n`).join('');
}

export const command: Command = {
  usage: 'CONTAINER [PRIVATE_PORT[/PROTO]]',
  args: [1, 2],
  async run({ client, args: [name = '', wanted], print }) {
    const { NetworkSettings } = await client.json<{ NetworkSettings: { Ports?: Ports | null } }>('GET', `/containers/${name}/json`);
    const ports = NetworkSettings.Ports ?? {};
    if (wanted !== undefined) print(one(ports, name, wanted));
    else {
      const lines = Object.entries(ports).flatMap(([port, bindings]) => (bindings ?? []).map((binding) => `${port} -> ${shown(binding)}`));
      print(
        lines
          .sort(byName)
          .map((line) => `${line}\n`)
          .join(''),
      );
    }
    return 0;
  },
};
