import { readJson } from '../../wire/http/client.ts';
import { attachTerminal } from '../attach.ts';
import { query } from '../client.ts';
import { isSet, Refusal, text, type Command } from '../command.ts';
import { forwardSignals, type Ended } from '../start-attached.ts';

interface Inspected {
  readonly Id: string;
  readonly Config: { readonly Tty: boolean; readonly OpenStdin: boolean };
  readonly State: { readonly Running: boolean; readonly Paused: boolean; readonly Restarting: boolean };
}

export const command: Command = {
  usage: '[OPTIONS] CONTAINER',
  options: `
      --detach-keys string   Override the key sequence for detaching a container
      --no-stdin             Do not attach STDIN
      --sig-proxy            Proxy all received signals to the process (default true)
`,
  args: [1, 1],
  async run(context) {
    const { client, sys, flags, args } = context;
    const { Id, Config, State } = await client.json<Inspected>('GET', `/containers/${args[0] as string}/json`);
    if (!State.Running) throw new Refusal('cannot attach to a stopped container, start it first');
    if (State.Paused) throw new Refusal('cannot attach to a paused container, unpause it first');
    if (State.Restarting) throw new Refusal('cannot attach to a restarting container, wait until it is running');
    const stdin = Config.OpenStdin && !isSet(flags, 'no-stdin');
    if (stdin && Config.Tty && !sys.terminals.isTerminal(0)) throw new Refusal('the input device is not a TTY');
    const waiting = await client.stream('POST', `/containers/${Id}/wait`);
    const stream = await client.hijack(
      `/containers/${Id}/attach${query({ stream: true, stdin, stdout: true, stderr: true, detachKeys: text(flags, 'detach-keys') })}`,
    );
    if (!Config.Tty && flags['sig-proxy'] !== false) forwardSignals(context, Id);
    const resize = (h: number, w: number): Promise<void> => client.done('POST', `/containers/${Id}/resize${query({ h, w })}`);
    if (Config.Tty && sys.terminals.isTerminal(1)) {
      // A shell shows its prompt again when its terminal changes, which it does not where one comes back with the same size.
      const { rows, columns } = sys.terminals.size(1);
      await resize(rows + 1, columns + 1);
    }
    const isDetached = await attachTerminal(sys, stream, { tty: Config.Tty, stdin, detachKeys: text(flags, 'detach-keys'), resize });
    if (isDetached) throw new Refusal('read escape sequence');
    return (await readJson<Ended>(waiting)).StatusCode;
  },
};
