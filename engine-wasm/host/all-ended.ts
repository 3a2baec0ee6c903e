/** Unlike `Promise.all` it leaves nothing running behind a failure, so that the working directory can be removed. */
export async function allEnded(work: readonly Promise<unknown>[]): Promise<void> {
  for (const outcome of await Promise.allSettled(work)) if (outcome.status === 'rejected') throw outcome.reason;
}
