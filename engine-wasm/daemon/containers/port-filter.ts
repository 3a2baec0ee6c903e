import { badRequest } from '../errors.ts';

export interface PortRange {
  readonly first: number;
  readonly last: number;
  readonly protocol: string;
}

const lastPort = 65535;

function parsePort(text: string, refuse: (why: string) => never): number {
  if (!/^\d+$/.test(text)) refuse(`strconv.ParseUint: parsing "${text}": invalid syntax`);
  const port = Number(text);
  if (port > lastPort) refuse(`strconv.ParseUint: parsing "${text}": value out of range`);
  return port;
}

/** `port[-port][/protocol]` of the filters `publish` and `expose`. @throws DaemonError bad-request with Docker's texts */
export function parsePortRanges(filter: string, values: readonly string[]): readonly PortRange[] {
  return values.map((value) => {
    const refuse = (why: string): never => {
      throw badRequest(`error while looking up for ${filter} ${value}: ${why}`);
    };
    const [ports = '', protocol = 'tcp'] = value.split('/', 2);
    const [first = '', last = first] = ports.split('-', 2);
    return { first: parsePort(first, refuse), last: parsePort(last, refuse), protocol };
  });
}
