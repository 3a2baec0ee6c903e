import type { ImageSummary } from '../../../engine-wasm/api/images.ts';
import type { DockerClient } from '../docker/client.ts';
import { listImages, pullImage, removeImage } from '../docker/images.ts';
import { addMessage, emptyPull, type PullProgress } from './pull-progress.ts';
import { Refresher } from './refresher.ts';

export interface Pull extends PullProgress {
  readonly reference: string;
}

/** A name that the image can be run by: a tag, or the short id of an untagged one. */
export function referenceOf(image: ImageSummary): string {
  return image.RepoTags[0] ?? shortDigest(image.Id);
}

export function shortDigest(digest: string): string {
  return digest.replace(/^sha256:/, '').slice(0, 12);
}

/** The daemon's images, and the pulls that this page asked for. */
export class Images {
  list = $state.raw<readonly ImageSummary[]>([]);
  known = $state.raw(false);
  pulls = $state.raw<readonly Pull[]>([]);
  readonly #docker: DockerClient;
  readonly #refresher: Refresher;
  #stop = new AbortController();

  constructor(docker: DockerClient) {
    this.#docker = docker;
    this.#refresher = new Refresher(async () => {
      this.list = (await listImages(docker)).sort((a, b) => referenceOf(a).localeCompare(referenceOf(b)));
      this.known = true;
    });
  }

  refresh(): Promise<void> {
    return this.#refresher.request();
  }

  forget(): void {
    this.#stop.abort();
    this.#stop = new AbortController();
    this.list = [];
    this.pulls = [];
    this.known = false;
  }

  /** @throws DockerError */
  async pull(reference: string): Promise<void> {
    let progress = emptyPull;
    this.#show(reference, progress);
    try {
      await pullImage(
        this.#docker,
        reference,
        (message) => {
          progress = addMessage(progress, message);
          this.#show(reference, progress);
        },
        this.#stop.signal,
      );
      await this.refresh();
    } finally {
      this.pulls = this.pulls.filter((pull) => pull.reference !== reference);
    }
  }

  /** @throws DockerError */
  remove(image: ImageSummary, force: boolean): Promise<void> {
    return removeImage(this.#docker, referenceOf(image), force);
  }

  #show(reference: string, progress: PullProgress): void {
    this.pulls = [...this.pulls.filter((pull) => pull.reference !== reference), { reference, ...progress }];
  }
}
