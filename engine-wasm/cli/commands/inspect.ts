import { ApiFailure, query } from '../client.ts';
import { isSet, Refusal, text, type Command, type Context } from '../command.ts';
import { inspectEach, type Inspected } from '../inspect.ts';

type Kind = 'container' | 'image' | 'network' | 'volume';

const paths: Readonly<Record<Kind, (name: string, size: boolean) => string>> = {
  container: (name, size) => `/containers/${name}/json${query({ size })}`,
  image: (name) => `/images/${name}/json`,
  network: (name) => `/networks/${name}`,
  volume: (name) => `/volumes/${name}`,
};

const allTypes = ['config', 'container', 'image', 'network', 'node', 'plugin', 'secret', 'service', 'task', 'volume'];

function kindsOf({ flags }: Context): readonly Kind[] {
  const type = text(flags, 'type');
  const known = Object.keys(paths) as Kind[];
  if (flags['type'] === undefined) return known;
  if (!allTypes.includes(type))
    throw new Refusal(`unknown type: ${JSON.stringify(type)}: must be one of ${allTypes.map((name) => JSON.stringify(name)).join(', ')}`);
  return known.filter((kind) => kind === type);
}

async function find({ client, flags }: Context, kinds: readonly Kind[], name: string): Promise<Inspected> {
  const size = isSet(flags, 'size');
  for (const kind of kinds) {
    try {
      return { value: await client.json('GET', paths[kind](name, size)) };
    } catch (error) {
      if (kinds.length === 1 || !(error instanceof ApiFailure) || error.status !== 404) throw error;
    }
  }
  throw new Error(`Error: No such object: ${name}`);
}

export const command: Command = {
  usage: '[OPTIONS] NAME|ID [NAME|ID...]',
  options: `
  -f, --format string   Format output using a custom template (object)
  -s, --size            Display total file sizes if the type is container
      --type string     Only inspect objects of the given type
`,
  args: [1, Infinity],
  async run(context) {
    const kinds = kindsOf(context);
    return inspectEach(context, (name) => find(context, kinds, name));
  },
};
