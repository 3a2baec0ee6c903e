/** Work that nobody waits for. A rejection that nobody takes ends the process, so each such work goes through here: it is logged, and the daemon goes on. */
export function inBackground(work: Promise<unknown>, what: string): void {
  work.catch((error: unknown) => logError(what, error));
}

export function logError(what: string, error: unknown): void {
  console.error(`${what}: ${error instanceof Error ? `${error.message}\n${error.stack ?? ''}` : String(error)}`);
}
