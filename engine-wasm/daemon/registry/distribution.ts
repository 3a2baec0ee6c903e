/**
 * What is known of a layer's compressed forms, as Docker keeps it below `image/overlay2/distribution`: where it came from or went to, under
 * which digest. A push asks for these first, so that what a registry has is not sent again.
 */
import type { Sys } from '../../sys/sys.ts';

export interface LayerSource {
  readonly digest: string;
  /** Bytes. */
  readonly size: number;
  readonly mediaType: string;
  /** `docker.io` and `library/busybox`. */
  readonly domain: string;
  readonly path: string;
}

const maxSources = 50;

export class Distribution {
  readonly #files: Sys['files'];
  readonly #directory: string;

  constructor({ files }: Sys, root: string) {
    this.#files = files;
    this.#directory = `${root}/image/overlay2/distribution/v2metadata-by-diffid/sha256`;
    files.mkdirAll(this.#directory, 0o700);
  }

  /** The latest first. */
  of(diffId: string): readonly LayerSource[] {
    const path = this.#path(diffId);
    return this.#files.exists(path) ? (JSON.parse(this.#files.readText(path)) as LayerSource[]) : [];
  }

  add(diffId: string, source: LayerSource): void {
    const others = this.of(diffId).filter(({ digest, domain, path }) => digest !== source.digest || domain !== source.domain || path !== source.path);
    this.#files.writeAtomic(this.#path(diffId), JSON.stringify([source, ...others].slice(0, maxSources)));
  }

  #path(diffId: string): string {
    return `${this.#directory}/${diffId.slice('sha256:'.length)}`;
  }
}
