import { filterQuery, query } from '../client.ts';
import { list, text, type Command } from '../command.ts';

interface EngineEvent {
  readonly Type: string;
  readonly Action: string;
  readonly Actor: { readonly ID: string; readonly Attributes: Readonly<Record<string, string>> };
  readonly timeNano: number;
}

export const command: Command = {
  usage: 'docker events [OPTIONS]',
  flags: [
    { long: 'filter', short: 'f', kind: 'list', help: 'Filter output based on conditions provided' },
    { long: 'since', kind: 'string', help: 'Show all events created since timestamp' },
    { long: 'until', kind: 'string', help: 'Stream events until this timestamp' },
  ],
  args: [0, 0],
  interspersed: true,
  async run({ client, flags, print }) {
    const target = `/events${query({ filters: filterQuery(list(flags, 'filter')), since: text(flags, 'since'), until: text(flags, 'until') })}`;
    for await (const { Type, Action, Actor, timeNano } of client.lines<EngineEvent>('GET', target)) {
      const attributes = Object.entries(Actor.Attributes).map(([name, value]) => `${name}=${value}`);
      print(`${new Date(timeNano / 1e6).toISOString()} ${Type} ${Action} ${Actor.ID} (${attributes.join(', ')})\n`);
    }
    return 0;
  },
};
