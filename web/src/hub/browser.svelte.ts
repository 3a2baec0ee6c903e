import type { HubRepository } from '../../../engine-wasm/api/hub.ts';
import type { HubAccount, HubClient, HubImage, HubPackage } from '../docker/hub.ts';

/** What is shown of one repository. */
export interface Shown {
  readonly repository: HubRepository;
  readonly tag: string;
  /** `null` until it is there. */
  readonly image: HubImage | null;
  readonly packages: readonly HubPackage[] | null;
}

/** The hub's page: what is listed, and what is looked at. */
export class HubBrowser {
  readonly #client: HubClient;
  query = $state('');
  all = $state.raw<readonly HubRepository[] | null>(null);
  account = $state.raw<HubAccount | null>(null);
  shown = $state.raw<Shown | null>(null);
  /** In the hub's words. */
  failure = $state.raw('');
  readonly found = $derived.by(() => {
    const words = this.query.toLowerCase().split(/\s+/).filter(Boolean);
    return (this.all ?? []).filter(({ name, description }) => words.every((word) => `${name} ${description}`.toLowerCase().includes(word)));
  });

  constructor(client: HubClient) {
    this.#client = client;
    this.account = client.account;
  }

  /** What is there now; what is looked at is looked at anew. */
  async refresh(): Promise<void> {
    await this.#try(async () => {
      this.all = await this.#client.repositories();
    });
    const current = this.all?.find(({ name }) => name === this.shown?.repository.name);
    if (!current) this.shown = null;
    else await this.show(current, this.shown?.tag);
  }

  async show(repository: HubRepository, tag = repository.tags.includes('latest') ? 'latest' : (repository.tags[0] ?? '')): Promise<void> {
    const wanted = (this.shown = { repository, tag, image: null, packages: null } satisfies Shown);
    await this.#try(async () => {
      const image = await this.#client.image(repository, tag);
      const packages = await this.#client.packages(repository, image.digest);
      // Another may have been chosen while this one was on its way.
      if (this.shown === wanted) this.shown = { ...wanted, image, packages };
    });
  }

  /** @throws HubError */
  async enter(account: HubAccount, isNew: boolean): Promise<void> {
    await (isNew ? this.#client.signUp(account) : this.#client.signIn(account));
    this.account = account;
    await this.refresh();
  }

  async leave(): Promise<void> {
    this.account = this.#client.account = null;
    await this.refresh();
  }

  async setPrivate(repository: HubRepository, isPrivate: boolean): Promise<void> {
    await this.#try(() => this.#client.setPrivate(repository, isPrivate));
    await this.refresh();
  }

  async remove(repository: HubRepository): Promise<void> {
    await this.#try(() => this.#client.remove(repository));
    await this.refresh();
  }

  async #try(work: () => Promise<void>): Promise<void> {
    this.failure = '';
    try {
      await work();
    } catch (error) {
      this.failure = (error as Error).message;
    }
  }
}
