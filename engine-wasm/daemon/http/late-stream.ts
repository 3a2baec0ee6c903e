/** An answer that begins with the first thing there is to say. */
import type { Reply, StreamWriter } from './router.ts';

/** How a stream that already began with 200 says that it failed: one of Docker's messages. `code` is what the client exits with. */
export function errorMessage(error: Error): string {
  const code = 'code' in error && typeof error.code === 'number' ? { code: error.code } : {};
  return `${JSON.stringify({ errorDetail: { ...code, message: error.message }, error: error.message })}\r\n`;
}

/**
 * The head is sent with the first message: a failure before it still has a status of its own (it rejects), one after it goes into the stream.
 */
export function streamAfterFirst(run: (writer: StreamWriter) => Promise<void>): Promise<Reply> {
  return new Promise((begin, refuse) => {
    let open: (writer: StreamWriter) => void = () => undefined;
    const opened = new Promise<StreamWriter>((resolve) => (open = resolve));
    const write = async (text: string): Promise<void> => {
      begin(reply);
      await (await opened).write(text);
    };
    // In a turn of its own: the first that it writes needs the reply below.
    const work = Promise.resolve().then(() => run({ write, clientGone: opened.then((writer) => writer.clientGone) }));
    const reply: Reply = {
      kind: 'stream',
      status: 200,
      contentType: 'application/json',
      write: async (writer) => {
        open(writer);
        await work.catch((error: unknown) => writer.write(errorMessage(error as Error)));
      },
    };
    work.then(() => begin(reply), refuse);
  });
}
