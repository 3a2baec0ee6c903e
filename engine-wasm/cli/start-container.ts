/** Create, attach, wait, start: the order in which the real CLI does it, so that no output and no exit is missed. */
import { readJson } from '../wire/http/client.ts';
import { attachTerminal } from './attach.ts';
import { ApiFailure, query } from './client.ts';
import { isSet, text, type Context } from './command.ts';
import { pullImage } from './pull-image.ts';
import { createRequest } from './run-flags.ts';

export async function create(context: Context): Promise<string> {
  const { client, flags, args, sys, printError } = context;
  const request = createRequest(flags, args, sys.processes.env);
  const path = `/containers/create${query({ name: text(flags, 'name') })}`;
  try {
    return (await client.json<{ Id: string }>('POST', path, request)).Id;
  } catch (error) {
    if (!(error instanceof ApiFailure) || error.status !== 404 || !error.message.startsWith('No such image')) throw error;
    const image = args[0] as string;
    printError(`Unable to find image '${/[:@]/.test(image.slice(image.lastIndexOf('/') + 1)) ? image : `${image}:latest`}' locally\n`);
    await pullImage({ ...context, print: printError }, image, !isSet(flags, 'quiet'));
    return (await client.json<{ Id: string }>('POST', path, request)).Id;
  }
}

/** The exit code of an attached container that is started now. */
export async function startAttached(
  context: Context,
  id: string,
  options: { readonly tty: boolean; readonly stdin: boolean; readonly removed: boolean },
): Promise<number> {
  const { client, flags, sys } = context;
  const { tty, stdin, removed } = options;
  const stream = await client.hijack(
    `/containers/${id}/attach${query({ stream: true, stdin, stdout: true, stderr: true, detachKeys: text(flags, 'detach-keys') })}`,
  );
  const ended = await client.stream('POST', `/containers/${id}/wait${query({ condition: removed ? 'removed' : 'next-exit' })}`);
  await client.done('POST', `/containers/${id}/start`);
  const forwarded = [1, 2, 15].map((signal) =>
    sys.processes.onSignal(signal, () => void client.done('POST', `/containers/${id}/kill${query({ signal })}`).catch(() => undefined)),
  );
  const resize = (h: number, w: number): Promise<void> => client.done('POST', `/containers/${id}/resize${query({ h, w })}`);
  await attachTerminal(sys, stream, { tty, stdin, resize });
  const state = tty ? await stillRunning(context, id) : false;
  for (const restore of forwarded) restore();
  if (state) return 0;
  return (await readJson<{ StatusCode: number }>(ended)).StatusCode;
}

/** After the detach keys the container goes on without this terminal. */
async function stillRunning({ client, printError }: Context, id: string): Promise<boolean> {
  try {
    const { State } = await client.json<{ State: { Running: boolean } }>('GET', `/containers/${id}/json`);
    if (State.Running) printError('read escape sequence\n');
    return State.Running;
  } catch {
    return false;
  }
}
