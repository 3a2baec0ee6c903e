import { ApiFailure } from '../client.ts';
import { text, type Command, type Context } from '../command.ts';
import { renderTemplate } from '../output.ts';

const kinds: Readonly<Record<string, (name: string) => string>> = {
  container: (name) => `/containers/${name}/json`,
  image: (name) => `/images/${name}/json`,
  network: (name) => `/networks/${name}`,
  volume: (name) => `/volumes/${name}`,
};

async function find({ client, flags }: Context, name: string): Promise<unknown> {
  const wanted = text(flags, 'type');
  for (const [kind, path] of Object.entries(kinds)) {
    if (wanted !== '' && wanted !== kind) continue;
    try {
      return await client.json('GET', path(name));
    } catch (error) {
      if (!(error instanceof ApiFailure) || error.status !== 404) throw error;
      if (wanted !== '') throw new Error(`Error response from daemon: ${error.message}`, { cause: error });
    }
  }
  throw new Error(`Error: No such object: ${name}`);
}

/** `docker volume inspect` and its like: one type only. */
export const inspectOnly = (type: string): Command => ({ ...command, run: (context) => command.run({ ...context, flags: { ...context.flags, type } }) });

export const command: Command = {
  usage: 'docker inspect [OPTIONS] NAME|ID [NAME|ID...]',
  flags: [
    { long: 'format', short: 'f', kind: 'string', help: 'Format output using a custom template' },
    { long: 'type', kind: 'string', help: 'Only inspect objects of the given type' },
  ],
  args: [1, Infinity],
  interspersed: true,
  async run(context) {
    const { flags, args, print, printError } = context;
    const found: unknown[] = [];
    let code = 0;
    for (const name of args) {
      try {
        found.push(await find(context, name));
      } catch (error) {
        code = 1;
        printError(`${(error as Error).message}\n`);
      }
    }
    const format = text(flags, 'format');
    if (format === '' || format === 'json') print(`${JSON.stringify(found, null, 4)}\n`);
    else print(found.map((item) => `${renderTemplate(format, item)}\n`).join(''));
    return code;
  },
};
