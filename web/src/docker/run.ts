import { FrameSplitter } from '../../../engine-wasm/wire/stream-frames.ts';
import { DockerError, type DockerClient } from './client.ts';
import { pullImage } from './images.ts';

export interface RunRequest {
  readonly image: string;
  /** Empty: what the image says. */
  readonly command: readonly string[];
  readonly remove: boolean;
}

/** Words as a shell would part them: quotes keep spaces. */
export function splitWords(text: string): string[] {
  return [...text.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(([, double, single, plain]) => double ?? single ?? plain ?? '');
}

async function create(docker: DockerClient, { image, command, remove }: RunRequest): Promise<string> {
  const body = { Image: image, ...(command.length > 0 && { Cmd: command }), AttachStdout: true, AttachStderr: true, HostConfig: { AutoRemove: remove } };
  const ask = async (): Promise<string> => (await docker.post<{ Id: string }>('/containers/create', {}, body)).Id;
  try {
    return await ask();
  } catch (error) {
    if (!(error instanceof DockerError && error.status === 404)) throw error;
    await pullImage(docker, image, () => undefined, new AbortController().signal);
    return ask();
  }
}

/** `docker run` as the command line does it: create (pull when the image is missing), attach, wait, start. Resolves with the exit code. @throws DockerError */
export async function runContainer(docker: DockerClient, request: RunRequest, onOutput: (text: string) => void): Promise<number> {
  const id = await create(docker, request);
  const stream = await docker.hijack(`/containers/${id}/attach`, { stream: 1, stdout: 1, stderr: 1 });
  try {
    const ended = docker.text('POST', `/containers/${id}/wait`, { condition: request.remove ? 'removed' : 'next-exit' });
    // A start that fails is what is told; the wait then fails with it.
    ended.catch(() => undefined);
    await docker.text('POST', `/containers/${id}/start`);
    const splitter = new FrameSplitter();
    const decoder = new TextDecoder();
    for (let bytes = await stream.read(); bytes !== null; bytes = await stream.read()) {
      for (const part of splitter.push(bytes)) onOutput(decoder.decode(part.bytes, { stream: true }));
    }
    return (JSON.parse(await ended) as { readonly StatusCode: number }).StatusCode;
  } finally {
    stream.close();
  }
}
