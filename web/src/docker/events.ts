import type { DockerClient } from './client.ts';

/** Docker Engine API, "Monitor events". */
export interface EngineEvent {
  readonly Type: string;
  readonly Action: string;
  readonly Actor: { readonly ID: string; readonly Attributes: Readonly<Record<string, string>> };
}

/** Resolves when the daemon has subscribed us: whatever changes from then on is told. */
export function watchEvents(docker: DockerClient, signal: AbortSignal): Promise<AsyncGenerator<EngineEvent, void, undefined>> {
  return docker.stream<EngineEvent>('GET', '/events', {}, signal);
}
