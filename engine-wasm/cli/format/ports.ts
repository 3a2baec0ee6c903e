export interface Port {
  readonly IP?: string;
  readonly PrivatePort: number;
  readonly PublicPort?: number;
  readonly Type: string;
}

interface Group {
  readonly address: string;
  readonly type: string;
  readonly first: number;
  last: number;
}

/** An IPv6 address stands in brackets before its port. */
export const joinHostPort = (address: string, port: number | string): string => `${address.includes(':') ? `[${address}]` : address}:${port}`;

function shown({ address, type, first, last }: Group): string {
  const range = first === last ? String(first) : `${first}-${last}`;
  return `${address === '' ? '' : `${joinHostPort(address, range)}->`}${range}/${type}`;
}

function byPort(a: Port, b: Port): number {
  return a.PrivatePort - b.PrivatePort || (a.IP ?? '').localeCompare(b.IP ?? '') || (a.PublicPort ?? 0) - (b.PublicPort ?? 0) || a.Type.localeCompare(b.Type);
}

/** `0.0.0.0:80-81->80-81/tcp, 90/udp, 0.0.0.0:8080->80/tcp`: ports that are the same on both sides and follow each other are one range. */
export function portList(ports: readonly Port[]): string {
  const open = new Map<string, Group>();
  const ended: string[] = [];
  const others: string[] = [];
  for (const { IP: address = '', PrivatePort: port, PublicPort: hostPort = 0, Type: type } of [...ports].sort(byPort)) {
    if (address !== '' && hostPort !== port) {
      others.push(`${joinHostPort(address, hostPort)}->${port}/${type}`);
      continue;
    }
    const key = `${address}/${type}`;
    const group = open.get(key);
    if (group && port === group.last + 1) group.last = port;
    else {
      if (group) ended.push(shown(group));
      open.set(key, { address, type, first: port, last: port });
    }
  }
  return [...ended, ...[...open.values()].map(shown), ...others].join(', ');
}
