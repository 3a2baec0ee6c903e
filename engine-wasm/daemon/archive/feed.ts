import { FdStream } from '../../sys/fd-stream.ts';
import type { Fd, Sys } from '../../sys/sys.ts';
import type { Body } from '../../wire/http/message.ts';

/** Writes a body, in the pieces in which it comes, to a pipe, and closes it. A reader that ends early has a reason of its own to tell: the rest is dropped. */
export async function feed(sys: Sys, body: Body, pipe: Fd): Promise<void> {
  const stream = new FdStream(sys, pipe);
  let isRead = true;
  try {
    for (let bytes = await body.read(); bytes !== null; bytes = await body.read()) {
      if (isRead)
        isRead = await stream.write(bytes).then(
          () => true,
          () => false,
        );
    }
  } finally {
    stream.close();
  }
}
