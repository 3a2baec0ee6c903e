/** Attach, wait, start: the order in which the real client does it, so that no output and no exit is missed. */
import { readJson } from '../wire/http/client.ts';
import { attachTerminal } from './attach.ts';
import { query } from './client.ts';
import { isSet, Refusal, text, type Context } from './command.ts';

export interface Streams {
  readonly tty: boolean;
  readonly stdin: boolean;
  readonly stdout: boolean;
  readonly stderr: boolean;
  /** The container goes when it ends (`--rm`). */
  readonly removed: boolean;
}

/** Hangup, interrupt, quit, the two for users, termination: what a person or a script sends. */
const forwarded = [1, 2, 3, 10, 12, 15];
const [interrupt, terminate] = [2, 15];
const patience = 3;

/** Signals of this process go to the container. Returns what ends that. */
export function forwardSignals({ client, sys, printError }: Context, id: string): () => void {
  let asked = 0;
  const forward = (signal: number): void => {
    if (signal === interrupt || signal === terminate) asked++;
    if (asked >= patience) {
      printError('\ngot 3 SIGTERM/SIGINTs, forcefully exiting\n');
      sys.processes.exit(1);
    }
    client.stream('POST', `/containers/${id}/kill${query({ signal })}`).catch(() => undefined);
  };
  const restores = forwarded.map((signal) => sys.processes.onSignal(signal, () => forward(signal)));
  return () => {
    for (const restore of restores) restore();
  };
}

export interface Ended {
  readonly StatusCode: number;
  readonly Error?: { readonly Message: string } | null;
}

/** The exit code of a container that is started now; 0 after the detach keys. @throws ApiFailure where it does not start */
export async function startAttached(context: Context, id: string, streams: Streams): Promise<number> {
  const { client, flags, sys } = context;
  const { tty, stdin, stdout, stderr, removed } = streams;
  const stream = await client.hijack(`/containers/${id}/attach${query({ stream: true, stdin, stdout, stderr, detachKeys: text(flags, 'detach-keys') })}`);
  const waiting = await client.stream('POST', `/containers/${id}/wait${query({ condition: removed ? 'removed' : 'next-exit' })}`);
  const stopForwarding = !tty && flags['sig-proxy'] !== false ? forwardSignals(context, id) : (): void => undefined;
  await client.done('POST', `/containers/${id}/start`);
  const resize = (h: number, w: number): Promise<void> => client.done('POST', `/containers/${id}/resize${query({ h, w })}`);
  // After the detach keys the container goes on without this terminal.
  if (await attachTerminal(sys, stream, { tty, stdin, detachKeys: text(flags, 'detach-keys'), resize })) return 0;
  const ended = await readJson<Ended>(waiting);
  stopForwarding();
  if (ended.Error) throw new Refusal(ended.Error.Message, 125);
  return ended.StatusCode;
}

/** @throws Refusal where a terminal is wanted and there is none */
export function needTerminal({ sys, flags }: Context): void {
  if (isSet(flags, 'tty') && isSet(flags, 'interactive') && !sys.terminals.isTerminal(0)) throw new Refusal('the input device is not a TTY');
}
