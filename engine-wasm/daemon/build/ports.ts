import { badRequest } from '../errors.ts';

const highestPort = 65_535;

/** EXPOSE's `8080`, `8080/udp`, `8000-8010`, as `port/protocol` each. @throws DaemonError bad-request with Docker's texts */
export function parsePort(text: string): string[] {
  const [, mapping = '', protocol = 'tcp'] = /^([^/]*)(?:\/(.*))?$/.exec(text) ?? [];
  const range = mapping.slice(mapping.lastIndexOf(':') + 1);
  const [first = '', last = first] = range.split('-');
  const isPort = (number: string): boolean => /^\d+$/.test(number) && Number(number) <= highestPort;
  if (range === '') throw badRequest(`no port specified: ${text}<empty>`);
  if (!isPort(first) || !isPort(last) || Number(last) < Number(first)) throw badRequest(`Invalid containerPort: ${range}`);
  if (!['tcp', 'udp', 'sctp'].includes(protocol.toLowerCase())) throw badRequest(`Invalid proto: ${protocol}`);
  return Array.from({ length: Number(last) - Number(first) + 1 }, (_, i) => `${Number(first) + i}/${protocol.toLowerCase()}`);
}
