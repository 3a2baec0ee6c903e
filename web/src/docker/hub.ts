/** The hub as the page uses it: the same HTTP as the daemon's, over connections to the registry beside the machine. */
import type { HubRepository } from '../../../engine-wasm/api/hub.ts';
import type { ByteStream } from '../../../engine-wasm/wire/byte-stream.ts';
import { HttpConnection, readText } from '../../../engine-wasm/wire/http/client.ts';

export interface HubAccount {
  readonly username: string;
  readonly password: string;
}

export interface HubLayer {
  readonly digest: string;
  /** Bytes as they are downloaded. */
  readonly size: number;
  /** The step that made it; empty when the image does not say. */
  readonly createdBy: string;
}

export interface HubImage {
  readonly digest: string;
  /** RFC 3339; empty when the image does not say. */
  readonly created: string;
  readonly platform: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly layers: readonly HubLayer[];
}

export interface HubPackage {
  readonly name: string;
  readonly version: string;
  readonly licenses: string;
}

interface Descriptor {
  readonly mediaType: string;
  readonly digest: string;
  readonly size: number;
}

interface Manifest {
  readonly config?: Descriptor;
  readonly layers?: readonly Descriptor[];
  readonly manifests?: readonly Descriptor[];
}

interface Config {
  readonly created?: string;
  readonly os: string;
  readonly architecture: string;
  readonly config?: { readonly Labels?: Readonly<Record<string, string>> | null };
  readonly history?: readonly { readonly created_by?: string; readonly empty_layer?: boolean }[];
}

interface Answer {
  readonly status: number;
  readonly headers: ReadonlyMap<string, string>;
  readonly text: string;
}

/** The hub refused; `message` is its own sentence. */
class HubError extends Error {
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

const sbomType = 'application/spdx+json';

/** Names of the library are short for people, and long for the registry. */
const registryName = ({ name, owner }: Pick<HubRepository, 'name' | 'owner'>): string => (owner === null ? `library/${name}` : name);

function reasonOf({ status, text }: Answer): string {
  try {
    return (JSON.parse(text) as { errors: { message: string }[] }).errors[0]?.message ?? text;
  } catch {
    return text || `the hub answered ${status}`;
  }
}

export class HubClient {
  readonly #dial: () => Promise<ByteStream>;
  /** Who the page is at the hub. */
  account: HubAccount | null = null;

  constructor(dial: () => Promise<ByteStream>) {
    this.#dial = dial;
  }

  /** What this account may see, the library first. @throws HubError */
  repositories(): Promise<readonly HubRepository[]> {
    return this.#json('GET', '/v1/repositories', this.#basic());
  }

  /** @throws HubError for wrong credentials */
  async signIn(account: HubAccount): Promise<void> {
    await this.#send('GET', '/v1/users', basic(account));
    this.account = account;
  }

  /** @throws HubError when the name is taken or has not the form of one */
  async signUp(account: HubAccount): Promise<void> {
    await this.#send('POST', '/v1/users', {}, JSON.stringify(account));
    this.account = account;
  }

  /** @throws HubError */
  async setPrivate({ name, description }: HubRepository, isPrivate: boolean): Promise<void> {
    await this.#send('PATCH', `/v1/repositories/${name}`, this.#basic(), JSON.stringify({ private: isPrivate, description }));
  }

  /** @throws HubError */
  async remove({ name }: HubRepository): Promise<void> {
    await this.#send('DELETE', `/v1/repositories/${name}`, this.#basic());
  }

  /** @throws HubError */
  async image(repository: HubRepository, tag: string): Promise<HubImage> {
    const { headers, text } = await this.#get(repository, `manifests/${tag}`);
    const manifest = JSON.parse(text) as Manifest;
    // Of an index the first: this hub's images are for one platform.
    const listed = manifest.manifests?.[0];
    if (listed) return this.image(repository, listed.digest);
    const config = JSON.parse((await this.#get(repository, `blobs/${manifest.config?.digest ?? ''}`)).text) as Config;
    const steps = (config.history ?? []).filter((step) => step.empty_layer !== true);
    return {
      digest: headers.get('docker-content-digest') ?? '',
      created: config.created ?? '',
      platform: `${config.os}/${config.architecture}`,
      labels: config.config?.Labels ?? {},
      layers: (manifest.layers ?? []).map(({ digest, size }, i) => ({ digest, size, createdBy: steps[i]?.created_by ?? '' })),
    };
  }

  /** What the image was made of, as its bill of materials has it (SPDX 2.3); `null` when it has none. @throws HubError */
  async packages(repository: HubRepository, digest: string): Promise<readonly HubPackage[] | null> {
    const index = JSON.parse((await this.#get(repository, `referrers/${digest}?artifactType=${encodeURIComponent(sbomType)}`)).text) as Manifest;
    const referrer = index.manifests?.[0];
    if (!referrer) return null;
    const { layers } = JSON.parse((await this.#get(repository, `manifests/${referrer.digest}`)).text) as Manifest;
    const text = (await this.#get(repository, `blobs/${layers?.[0]?.digest ?? ''}`)).text;
    const { packages } = JSON.parse(text) as { packages: readonly { name: string; versionInfo: string; licenseComments: string }[] };
    return packages.map(({ name, versionInfo, licenseComments }) => ({ name, version: versionInfo, licenses: licenseComments }));
  }

  #basic(): Record<string, string> {
    return this.account ? basic(this.account) : {};
  }

  /** From the registry; what is not public with a token. */
  async #get(repository: HubRepository, rest: string): Promise<Answer> {
    const name = registryName(repository);
    return this.#send('GET', `/v2/${name}/${rest}`, repository.private ? await this.#token(name) : {});
  }

  async #token(name: string): Promise<Record<string, string>> {
    const { token } = await this.#json<{ token: string }>('GET', `/token?service=hub&scope=repository:${name}:pull`, this.#basic());
    return { Authorization: `Bearer ${token}` };
  }

  async #json<T>(method: string, target: string, headers: Record<string, string>): Promise<T> {
    return JSON.parse((await this.#send(method, target, headers)).text) as T;
  }

  async #send(method: string, target: string, headers: Record<string, string>, body?: string): Promise<Answer> {
    const connection = new HttpConnection(await this.#dial(), 'hub');
    try {
      const response = await connection.request({ method, target, headers, ...(body !== undefined && { body }) });
      const answer = { status: response.status, headers: response.headers, text: await readText(response) };
      if (answer.status >= 400) throw new HubError(answer.status, reasonOf(answer));
      return answer;
    } finally {
      connection.close();
    }
  }
}

/** RFC 7617, in UTF-8. */
function basic({ username, password }: HubAccount): Record<string, string> {
  const bytes = new TextEncoder().encode(`${username}:${password}`);
  return { Authorization: `Basic ${btoa(String.fromCharCode(...bytes))}` };
}
