import type { CreateRequest, HostConfig } from '../../../engine-wasm/api/containers.ts';
import type { ByteStream } from '../../../engine-wasm/wire/byte-stream.ts';
import { FrameSplitter } from '../../../engine-wasm/wire/stream-frames.ts';
import { DockerError, type DockerClient } from './client.ts';
import { pullImage } from './images.ts';

export interface RunRequest {
  readonly image: string;
  /** Empty: what the image says. */
  readonly command: readonly string[];
  readonly remove: boolean;
  readonly name?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly host?: HostConfig;
}

/** Words as a shell would part them: quotes keep spaces. */
export function splitWords(text: string): string[] {
  return [...text.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(([, double, single, plain]) => double ?? single ?? plain ?? '');
}

/** `docker create`, which pulls an image that is missing. Gives the container's id. @throws DockerError */
export async function createContainer(docker: DockerClient, { image, command, remove, name, labels, host }: RunRequest): Promise<string> {
  const body: CreateRequest = {
    Image: image,
    ...(command.length > 0 && { Cmd: command }),
    ...(labels && { Labels: labels }),
    AttachStdout: true,
    AttachStderr: true,
    HostConfig: { ...host, AutoRemove: remove },
  };
  const ask = async (): Promise<string> => (await docker.post<{ Id: string }>('/containers/create', { name }, body)).Id;
  try {
    return await ask();
  } catch (error) {
    if (!(error instanceof DockerError && error.status === 404)) throw error;
    await pullImage(docker, image, () => undefined, new AbortController().signal);
    return ask();
  }
}

/** The text of a stream with Docker's frames, as it comes. */
export async function readFrames(stream: ByteStream, onOutput: (text: string) => void): Promise<void> {
  const splitter = new FrameSplitter();
  const decoder = new TextDecoder();
  for (let bytes = await stream.read(); bytes !== null; bytes = await stream.read()) {
    for (const part of splitter.push(bytes)) onOutput(decoder.decode(part.bytes, { stream: true }));
  }
}

/** `docker run` as the command line does it: create (pull when the image is missing), attach, wait, start. Resolves with the exit code. @throws DockerError */
export async function runContainer(docker: DockerClient, request: RunRequest, onOutput: (text: string) => void): Promise<number> {
  const id = await createContainer(docker, request);
  const stream = await docker.hijack(`/containers/${id}/attach`, { stream: 1, stdout: 1, stderr: 1 });
  try {
    const ended = docker.text('POST', `/containers/${id}/wait`, { condition: request.remove ? 'removed' : 'next-exit' });
    // A start that fails is what is told; the wait then fails with it.
    ended.catch(() => undefined);
    await docker.text('POST', `/containers/${id}/start`);
    await readFrames(stream, onOutput);
    return (JSON.parse(await ended) as { readonly StatusCode: number }).StatusCode;
  } finally {
    stream.close();
  }
}
