/** The registries that names stand for, and who prepares the mirror's layers. */
import type { Sys } from '../../sys/sys.ts';
import { defaultDomain, type Reference } from '../../wire/reference.ts';
import type { Credentials } from './credentials.ts';
import { endpointFor, endpointOf, type Endpoint } from './endpoint.ts';
import { dial, RegistrySession, type RegistryConnection } from './session.ts';

export type Actions = 'pull' | 'pull,push';

export class Registries {
  readonly sys: Sys;
  readonly #mirrors: readonly string[];
  readonly #hostLayers: string | undefined;

  /** `mirrors` of the default registry; `hostLayers` is the URL of the host's service for layers of theirs (api/layers.ts). */
  constructor(sys: Sys, mirrors: readonly string[], hostLayers?: string) {
    this.sys = sys;
    this.#mirrors = mirrors;
    this.#hostLayers = hostLayers;
  }

  /** Nothing is connected yet. `from` are repositories of the same registry that blobs are to be mounted from. @throws DaemonError */
  session({ domain, path }: Reference, credentials: Credentials | null, actions: Actions, from: readonly string[] = []): RegistrySession {
    const scopes = [`repository:${path}:${actions}`, ...from.map((source) => `repository:${source}:pull`)];
    return new RegistrySession(this.sys, this.#endpoint(domain), credentials, scopes);
  }

  /** For no repository. @throws DaemonError */
  forLogin(domain: string, credentials: Credentials | null): RegistrySession {
    return new RegistrySession(this.sys, this.#endpoint(domain), credentials, []);
  }

  /** Whether the host is the registry, and takes part in what is done with its layers. */
  isHub(domain: string): boolean {
    return this.#hostLayers !== undefined && domain === defaultDomain;
  }

  /** To who prepares the layers of this registry on the host; `null` when they are unpacked here. @throws DaemonError */
  async connectHostLayers(domain: string = defaultDomain): Promise<RegistryConnection | null> {
    return this.#hostLayers !== undefined && this.isHub(domain) ? dial(this.sys, endpointOf(this.#hostLayers)) : null;
  }

  #endpoint(domain: string): Endpoint {
    return endpointFor(domain, this.#mirrors[0]);
  }
}
