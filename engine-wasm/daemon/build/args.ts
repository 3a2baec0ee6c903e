/** Build arguments: which are known where, and which values they have (Dockerfile reference, "Scope"). */

/** They need no ARG, and history does not show them. */
const predefined = ['HTTP_PROXY', 'http_proxy', 'HTTPS_PROXY', 'https_proxy', 'FTP_PROXY', 'ftp_proxy', 'NO_PROXY', 'no_proxy', 'ALL_PROXY', 'all_proxy'];

/** They are given a value by the builder, and are known where an ARG names them. */
const platform: Readonly<Record<string, string>> = {
  BUILDPLATFORM: 'linux/386',
  BUILDOS: 'linux',
  BUILDARCH: '386',
  BUILDVARIANT: '',
  TARGETPLATFORM: 'linux/386',
  TARGETOS: 'linux',
  TARGETARCH: '386',
  TARGETVARIANT: '',
};

type Values = Map<string, string | undefined>;

export class BuildArgs {
  readonly #given: Readonly<Record<string, string | null>>;
  /** Of ARGs before the first FROM. */
  readonly #global: Values;
  readonly #stage: Values = new Map();
  /** Shared by all stages: what was asked for at all. */
  readonly #used: Set<string>;

  constructor(given: Readonly<Record<string, string | null>>, global: Values = new Map(Object.entries(platform)), used = new Set<string>()) {
    this.#given = given;
    this.#global = global;
    this.#used = used;
  }

  /** For the next stage: it knows none of the last one's arguments. */
  forStage(): BuildArgs {
    return new BuildArgs(this.#given, this.#global, this.#used);
  }

  declareGlobal(name: string, value: string | undefined): void {
    this.#used.add(name);
    this.#global.set(name, value);
  }

  declare(name: string, value: string | undefined): void {
    this.#used.add(name);
    this.#stage.set(name, value);
  }

  /** What FROM lines see. */
  globals(): Map<string, string> {
    return this.#resolve(this.#global);
  }

  /** What is known here, but for what the environment has already. */
  without(env: ReadonlyMap<string, string>): Map<string, string> {
    return new Map([...this.#resolve(this.#stage)].filter(([name]) => !env.has(name)));
  }

  /** Whether history shows it. */
  isShown(name: string): boolean {
    return this.#stage.has(name) || !predefined.includes(name);
  }

  unused(): string[] {
    return Object.keys(this.#given)
      .filter((name) => !this.#used.has(name) && !predefined.includes(name))
      .sort();
  }

  #resolve(known: Values): Map<string, string> {
    const found = new Map<string, string>();
    for (const name of [...known.keys(), ...predefined]) {
      const value = this.#given[name] ?? known.get(name) ?? this.#global.get(name);
      if (value !== undefined) found.set(name, value);
    }
    return found;
  }
}
