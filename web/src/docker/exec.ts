import type { DockerClient } from './client.ts';
import { readFrames } from './run.ts';

/** `docker exec`: runs a command in a running container, and resolves with its exit code. @throws DockerError */
export async function execInContainer(docker: DockerClient, container: string, command: readonly string[], onOutput: (text: string) => void): Promise<number> {
  const { Id } = await docker.post<{ Id: string }>(`/containers/${container}/exec`, {}, { Cmd: command, AttachStdout: true, AttachStderr: true });
  const stream = await docker.hijack(`/exec/${Id}/start`, {});
  try {
    await readFrames(stream, onOutput);
  } finally {
    stream.close();
  }
  return (await docker.json<{ ExitCode: number | null }>(`/exec/${Id}/json`)).ExitCode ?? -1;
}
