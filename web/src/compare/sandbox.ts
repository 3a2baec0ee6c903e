import type { ContainerSummary, HostConfig } from '../../../engine-wasm/api/containers.ts';
import { removeContainer } from '../docker/containers.ts';
import type { DockerClient } from '../docker/client.ts';
import { execInContainer } from '../docker/exec.ts';
import { pullImage } from '../docker/images.ts';
import { createContainer, runContainer, type RunRequest } from '../docker/run.ts';
import { expectSuccess, type Output, type Place } from './place.ts';

const label = 'drydock.experiment';
export const sandboxImage = 'busybox';

/** A running container of an experiment. */
export interface SandboxContainer extends Place {
  readonly id: string;
  /** Also when it fails. */
  output(script: string): Promise<Output>;
}

/** Containers under names and a label of their own: what the learner made is never touched, and what is left over is found. */
export class Sandbox {
  readonly docker: DockerClient;
  readonly signal: AbortSignal;

  constructor(docker: DockerClient, signal: AbortSignal) {
    this.docker = docker;
    this.signal = signal;
  }

  /** The same in another engine. */
  in(docker: DockerClient): Sandbox {
    return new Sandbox(docker, this.signal);
  }

  /** The image is there afterwards. It stays: the next pull of it is the learner's own gain. */
  async prepare(): Promise<void> {
    const known = await this.docker.json<readonly unknown[]>('/images/json', { filters: JSON.stringify({ reference: [`${sandboxImage}:latest`] }) });
    if (known.length === 0) await pullImage(this.docker, sandboxImage, () => undefined, this.signal);
  }

  /** `docker run --rm`. */
  async run(script: string, { onOutput, ...more }: SandboxOptions = {}): Promise<Output> {
    let text = '';
    const code = await runContainer(this.docker, this.#request(['sh', '-c', script], true, more), (part) => {
      text += part;
      onOutput?.(part);
    });
    return { code, text };
  }

  async sh(script: string): Promise<string> {
    return expectSuccess(await this.run(script));
  }

  /** `docker run -d`. */
  async start(command: readonly string[], options: SandboxOptions = {}): Promise<SandboxContainer> {
    const id = await createContainer(this.docker, this.#request(command, false, options));
    await this.docker.text('POST', `/containers/${id}/start`);
    const output = async (script: string): Promise<Output> => {
      this.signal.throwIfAborted();
      let text = '';
      const code = await execInContainer(this.docker, id, ['sh', '-c', script], (part) => (text += part));
      return { code, text };
    };
    return { id, output, sh: async (script) => expectSuccess(await output(script)) };
  }

  /** As many idle ones, one after the other, without a network. */
  async startMany(many: number): Promise<void> {
    for (let number = 1; number <= many; number++) await this.start(idle, { host: { NetworkMode: 'none' } });
  }

  /** Removes all that experiments made, also those of a page that was closed in the middle of one. */
  async cleanUp(): Promise<void> {
    const filters = JSON.stringify({ label: [label] });
    const left = await this.docker.json<ContainerSummary[]>('/containers/json', { all: 1, filters });
    await Promise.all(left.map(({ Id }) => removeContainer(this.docker, Id, true)));
  }

  #request(command: readonly string[], remove: boolean, { image = sandboxImage, host }: SandboxOptions): RunRequest {
    this.signal.throwIfAborted();
    const name = `drydock-experiment-${crypto.getRandomValues(new Uint32Array(1))[0]?.toString(16)}`;
    return { image, command, remove, name, labels: { [label]: '' }, ...(host && { host }) };
  }
}

export interface SandboxOptions {
  readonly image?: string;
  readonly host?: HostConfig;
  readonly onOutput?: (text: string) => void;
}

/** Does nothing, and ends when it is told to. */
export const idle = ['sleep', '86400'] as const;
