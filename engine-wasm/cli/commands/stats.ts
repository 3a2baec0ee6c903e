import type { ContainerSummary } from '../../api/containers.ts';
import { isSet, type Command, type Context } from '../command.ts';
import { binarySize, table } from '../output.ts';

interface Stats {
  readonly id: string;
  readonly name: string;
  readonly cpu_stats: { readonly cpu_usage: { readonly total_usage: number }; readonly system_cpu_usage?: number };
  readonly precpu_stats: Stats['cpu_stats'];
  readonly memory_stats: { readonly usage?: number; readonly limit?: number };
  readonly pids_stats: { readonly current?: number };
}

function row(before: Stats, now: Stats): string[] {
  const cpu = now.cpu_stats.cpu_usage.total_usage - before.cpu_stats.cpu_usage.total_usage;
  const system = (now.cpu_stats.system_cpu_usage ?? 0) - (before.cpu_stats.system_cpu_usage ?? 0);
  const { usage = 0, limit = 0 } = now.memory_stats;
  const percent = (share: number): string => `${(100 * share).toFixed(2)}%`;
  return [
    now.id.slice(0, 12),
    now.name.slice(1),
    percent(system > 0 ? cpu / system : 0),
    `${binarySize(usage)} / ${binarySize(limit)}`,
    percent(limit > 0 ? usage / limit : 0),
    String(now.pids_stats.current ?? 0),
  ];
}

async function sample({ client, args }: Context): Promise<Stats[]> {
  const names = args.length > 0 ? args : (await client.json<ContainerSummary[]>('GET', '/containers/json')).map(({ Id }) => Id);
  const samples: Stats[] = [];
  for (const name of names) samples.push(await client.json<Stats>('GET', `/containers/${name}/stats?stream=false`));
  return samples;
}

export const command: Command = {
  usage: 'docker stats [OPTIONS] [CONTAINER...]',
  flags: [{ long: 'no-stream', kind: 'bool', help: 'Disable streaming stats and only pull the first result' }],
  args: [0, Infinity],
  interspersed: true,
  async run(context) {
    const once = isSet(context.flags, 'no-stream');
    for (let before = await sample(context); ;) {
      await new Promise<void>((resolve) => setTimeout(resolve, 1000));
      const now = await sample(context);
      const rows = now.map((stats) => row(before.find(({ id }) => id === stats.id) ?? stats, stats));
      context.print(`${once ? '' : '\x1b[H\x1b[2J'}${table([['CONTAINER ID', 'NAME', 'CPU %', 'MEM USAGE / LIMIT', 'MEM %', 'PIDS'], ...rows])}`);
      if (once) return 0;
      before = now;
    }
  },
};
