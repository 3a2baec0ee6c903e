import { query } from '../client.ts';
import { isSet, text, type Command, type Context } from '../command.ts';
import { formatRows } from '../format/rows.ts';
import { statsListing, type Stats, type StatsRow } from '../format/stats.ts';

/** How often the screen is drawn anew. */
const frameMs = 1000;

interface Listed {
  readonly Id: string;
}

/** The containers on the screen; their rows change as the daemon tells of them. */
class Watch {
  readonly rows: StatsRow[] = [];
  readonly #context: Context;

  constructor(context: Context) {
    this.#context = context;
  }

  async once(names: readonly string[]): Promise<void> {
    for (const container of names) {
      const stats = await this.#context.client.json<Stats>('GET', `/containers/${container}/stats?stream=false`);
      this.rows.push({ container, stats });
    }
  }

  #set(container: string, stats: Stats | null): void {
    const at = this.rows.findIndex((row) => row.container === container);
    if (at < 0) this.rows.push({ container, stats });
    else this.rows[at] = { container, stats };
  }

  /** Until the container is gone. */
  async follow(container: string): Promise<void> {
    if (this.rows.some((row) => row.container === container)) return;
    this.#set(container, null);
    for await (const stats of this.#context.client.lines<Stats>('GET', `/containers/${container}/stats?stream=1`)) this.#set(container, stats);
    const at = this.rows.findIndex((row) => row.container === container);
    if (at >= 0) this.rows.splice(at, 1);
  }

  /** Without names: those that start later come to the screen too. */
  async followNew(): Promise<void> {
    const filters = JSON.stringify({ type: { container: true }, event: { start: true } });
    for await (const { Actor } of this.#context.client.lines<{ Actor: { ID: string } }>('GET', `/events${query({ filters })}`)) void this.follow(Actor.ID);
  }
}

async function live({ sys, flags, print }: Context, { rows }: Watch, failed: Promise<never>): Promise<never> {
  const listing = statsListing(isSet(flags, 'no-trunc'));
  const onTerminal = sys.terminals.isTerminal(1);
  for (;;) {
    const frame = await formatRows(listing, rows, text(flags, 'format'));
    // Home, and each line is cleared behind its text: clearing the whole screen first would flicker.
    print(onTerminal ? `\x1b[H${frame.replaceAll('\n', '\x1b[K\n')}\x1b[J` : frame);
    await Promise.race([failed, new Promise((resolve) => setTimeout(() => resolve(undefined), frameMs))]);
  }
}

export const command: Command = {
  usage: '[OPTIONS] [CONTAINER...]',
  options: `
  -a, --all             Show all containers (default shows just running)
      --format string   Format output using a custom template (rows)
      --no-stream       Disable streaming stats and only pull the first result
      --no-trunc        Do not truncate output
`,
  args: [0, Infinity],
  async run(context) {
    const { client, flags, args, print } = context;
    const all = isSet(flags, 'all');
    const names = args.length > 0 ? args : (await client.json<Listed[]>('GET', `/containers/json${query({ all })}`)).map(({ Id }) => Id);
    const watch = new Watch(context);
    if (isSet(flags, 'no-stream')) {
      await watch.once(names);
      print(await formatRows(statsListing(isSet(flags, 'no-trunc')), watch.rows, text(flags, 'format')));
      return 0;
    }
    for (const name of args) await client.done('GET', `/containers/${name}/json`);
    const failed = new Promise<never>((_, reject) => {
      for (const name of names) watch.follow(name).catch(reject);
      if (args.length === 0) watch.followNew().catch(reject);
    });
    return live(context, watch, failed);
  },
};
