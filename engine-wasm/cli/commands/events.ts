import { filterQuery, query } from '../client.ts';
import { list, Refusal, text, type Command } from '../command.ts';
import { timestamp } from '../timestamps.ts';

interface EngineEvent {
  readonly Type: string;
  readonly Action: string;
  readonly Actor: { readonly ID: string; readonly Attributes: Readonly<Record<string, string>> };
  readonly time: number;
  readonly timeNano: number;
}

/** JavaScript's numbers lose the last digits of the nanoseconds, the line has them. */
function plain(line: string): string {
  const { Type, Action, Actor, time } = JSON.parse(line) as EngineEvent;
  const nanos = /"timeNano":\d+?(\d{9})\b/.exec(line)?.[1] ?? '000000000';
  const attributes = Object.entries(Actor.Attributes ?? {}).map((pair) => pair.join('='));
  return `${new Date(time * 1000).toISOString().slice(0, 19)}.${nanos}Z ${Type} ${Action} ${Actor.ID}${attributes.length > 0 ? ` (${attributes.sort().join(', ')})` : ''}`;
}

/** The template sees an event as Go's structure names its fields. */
function seen(line: string): object {
  const { status = '', id = '', from = '', scope = '', time, timeNano, ...rest } = JSON.parse(line) as EngineEvent & Readonly<Record<string, unknown>>;
  return { Status: status, ID: id, From: from, ...rest, Scope: scope, Time: time, TimeNano: timeNano };
}

function checked<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw new Refusal(`Error parsing format: ${(error as Error).message}`, 64);
  }
}

async function formatter(format: string): Promise<(line: string) => string> {
  if (format === '') return plain;
  if (format === 'json') return (line) => line;
  const { parseTemplate } = await import('../format/template/template.ts');
  const template = checked(() => parseTemplate(format));
  return (line) => checked(() => template.execute(seen(line), { type: '*events.Message' }));
}

export const command: Command = {
  usage: '[OPTIONS]',
  options: `
  -f, --filter filter   Filter output based on conditions provided
      --format string   Format output using a custom template (object)
      --since string    Show all events created since timestamp
      --until string    Stream events until this timestamp
`,
  args: [0, 0],
  async run({ client, sys, flags, print }) {
    const [since, until] = [timestamp(sys, text(flags, 'since')), timestamp(sys, text(flags, 'until'))];
    const format = await formatter(text(flags, 'format'));
    for await (const line of client.rawLines(`/events${query({ filters: filterQuery(list(flags, 'filter')), since, until })}`)) print(`${format(line)}\n`);
    return 0;
  },
};
