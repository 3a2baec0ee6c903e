/** What breaks off is tried again, as Docker's transfer manager does it. */
import { ConnectionFailure } from '../registry/session.ts';

/** Docker's `max-upload-attempts`. */
const maxAttempts = 5;

/** Longer after each failure. */
const secondsToWait = 5;

const aSecond = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 1000));

/** `waiting` hears how many seconds are left until the next attempt. What a registry refuses is not asked for again. @throws the last attempt's error */
export async function withRetries<T>(attempt: () => Promise<T>, waiting: (seconds: number) => Promise<void>): Promise<T> {
  for (let failures = 1; ; failures++) {
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof ConnectionFailure) || failures === maxAttempts) throw error;
    }
    for (let left = failures * secondsToWait; left > 0; left--) {
      await waiting(left);
      await aSecond();
    }
  }
}
