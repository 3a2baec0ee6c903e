/** Where the registry of a name listens, by Docker's rules. */
import type { Sys } from '../../sys/sys.ts';
import { defaultDomain } from '../../wire/reference.ts';
import { DaemonError } from '../errors.ts';

export interface Endpoint {
  /** `http://localhost:5000`: as messages name it. */
  readonly base: string;
  /** What the `Host` header says. */
  readonly authority: string;
  readonly host: string;
  readonly port: number;
}

/** @throws DaemonError when it is no URL */
export function endpointOf(url: string): Endpoint {
  const [, base, scheme, authority, host, port] = /^((https?):\/\/(([^:/]+)(?::(\d+))?))(?:\/.*)?$/.exec(url) ?? [];
  if (!base || !scheme || !authority || !host) throw new DaemonError('internal', `invalid registry URL: ${url}`);
  return { base, authority, host, port: Number(port ?? (scheme === 'https' ? 443 : 80)) };
}

/** Registries of this machine itself are spoken to without TLS (moby's insecure registries: 127.0.0.0/8 and localhost). */
function isLocal(domain: string): boolean {
  return /^(?:localhost|127\.\d+\.\d+\.\d+)(?::\d+)?$/.test(domain);
}

/** `mirror` stands for the default registry. @throws DaemonError */
export function endpointFor(domain: string, mirror: string | undefined): Endpoint {
  if (domain === defaultDomain) return endpointOf(mirror ?? `https://registry-1.${defaultDomain}`);
  return endpointOf(`${isLocal(domain) ? 'http' : 'https'}://${domain}`);
}

export function dialError(endpoint: Endpoint, cause: string): DaemonError {
  return new DaemonError('internal', `Get "${endpoint.base}/v2/": dial tcp${cause}`);
}

/** This machine reaches what /etc/hosts names and no more: it has no name server. */
export function lookUp({ files }: Sys, host: string): string | undefined {
  if (/^\d+\.\d+\.\d+\.\d+$/.test(host)) return host;
  const lines = files
    .readText('/etc/hosts')
    .split('\n')
    .map((line) => (line.split('#', 1)[0] as string).trim().split(/\s+/));
  return lines.find(([, ...names]) => names.includes(host))?.[0];
}

/** @throws DaemonError */
export function addressOf(sys: Sys, endpoint: Endpoint): string {
  const found = lookUp(sys, endpoint.host);
  if (found === undefined) throw dialError(endpoint, `: lookup ${endpoint.host}: no such host`);
  return found;
}
