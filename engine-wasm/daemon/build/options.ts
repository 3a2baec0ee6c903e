/** What a client asks of a build: the query of `POST /build`. */
import type { HostConfig, Ulimit } from '../../api/containers.ts';
import { withDefaultTag, type Reference } from '../../wire/reference.ts';
import { badRequest } from '../errors.ts';
import { isTrue, valuesOf, type ApiRequest } from '../http/router.ts';
import { parse } from '../images/resolve.ts';
import { allCredentials, type Credentials } from '../registry/credentials.ts';

export interface BuildOptions {
  readonly dockerfile: string;
  readonly names: readonly Reference[];
  readonly quiet: boolean;
  readonly noCache: boolean;
  readonly pull: boolean;
  /** Intermediate containers go after each step that worked; with `forceRemove` after one that failed, too. */
  readonly remove: boolean;
  readonly forceRemove: boolean;
  readonly target: string;
  readonly platform: string;
  /** `null`: the client did not give a value. */
  readonly args: Readonly<Record<string, string | null>>;
  readonly labels: Readonly<Record<string, string>>;
  readonly host: HostConfig;
  /** RUN may be in the machine's own network: `--network=host`. */
  readonly allowsHostNetwork: boolean;
  /** Tells of each instruction as data, too (api/build.ts). */
  readonly steps: boolean;
  /** For the images that it begins with, by registry. */
  readonly credentials: (domain: string) => Credentials | null;
}

/** @throws DaemonError bad-request */
function jsonOf(query: Readonly<Record<string, string>>, name: string, what: string): Record<string, unknown> {
  if (!query[name]) return {};
  try {
    return JSON.parse(query[name]) as Record<string, unknown>;
  } catch {
    throw badRequest(`error reading ${what}: invalid JSON`);
  }
}

function hostOf(request: ApiRequest): HostConfig {
  const { query } = request;
  const number = (name: string): number => Number(query[name] ?? 0);
  return {
    ...(query['networkmode'] && { NetworkMode: query['networkmode'] }),
    ...(number('memory') > 0 && { Memory: number('memory') }),
    ...(number('cpushares') > 0 && { CpuShares: number('cpushares') }),
    ...(number('shmsize') > 0 && { ShmSize: number('shmsize') }),
    ...(query['ulimits'] && { Ulimits: jsonOf(query, 'ulimits', 'ulimit settings') as unknown as readonly Ulimit[] }),
    ExtraHosts: valuesOf(request, 'extrahosts'),
  };
}

/** What the client grants (`allow`), as dockerd's configuration has it unless it is changed. @throws DaemonError bad-request with BuildKit's texts */
function allowsHostNetwork(request: ApiRequest): boolean {
  for (const entitlement of valuesOf(request, 'allow')) {
    if (entitlement === 'network.host') continue;
    if (entitlement !== 'security.insecure' && entitlement !== 'device') throw badRequest(`unknown entitlement ${entitlement}`);
    throw badRequest(`granting entitlement ${entitlement} is not allowed by build daemon configuration`);
  }
  return valuesOf(request, 'allow').length > 0 || request.query['networkmode'] === 'host';
}

/** @throws DaemonError bad-request with Docker's texts */
export function readOptions(request: ApiRequest): BuildOptions {
  const { query } = request;
  if (query['version'] === '2') throw badRequest('this engine builds with the classic builder: set DOCKER_BUILDKIT=0');
  if (query['remote'] && query['remote'] !== 'client-session') throw badRequest('a context is read from the request: this machine reaches no remote one');
  return {
    dockerfile: query['dockerfile'] || 'Dockerfile',
    names: valuesOf(request, 't').map((name) => withDefaultTag(parse(name))),
    quiet: isTrue(query['q']),
    noCache: isTrue(query['nocache']),
    pull: isTrue(query['pull']),
    remove: query['rm'] === undefined || isTrue(query['rm']),
    forceRemove: isTrue(query['forcerm']),
    target: query['target'] ?? '',
    platform: query['platform'] ?? '',
    args: jsonOf(query, 'buildargs', 'build args') as Record<string, string | null>,
    labels: jsonOf(query, 'labels', 'labels') as Record<string, string>,
    host: hostOf(request),
    allowsHostNetwork: allowsHostNetwork(request),
    steps: isTrue(query['steps']),
    credentials: allCredentials(request),
  };
}
