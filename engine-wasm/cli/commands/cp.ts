import { Refusal, type Command } from '../command.ts';
import { parsePlace } from '../copy/paths.ts';

export const command: Command = {
  about: `Copy files/folders between a container and the local filesystem

Use '-' as the source to read a tar archive from stdin
and extract it to a directory destination in a container.
Use '-' as the destination to stream a tar archive of a
container source to stdout.`,
  usage: '[OPTIONS] CONTAINER:SRC_PATH DEST_PATH|-\n\tdocker cp [OPTIONS] SRC_PATH|- CONTAINER:DEST_PATH',
  options: `
  -a, --archive       Archive mode (copy all uid/gid information)
  -L, --follow-link   Always follow symbol link in SRC_PATH
  -q, --quiet         Suppress progress output during copy. Progress output is automatically suppressed if no terminal is attached
`,
  args: [2, 2],
  async run(context) {
    const [from, to] = context.args.map(parsePlace) as [ReturnType<typeof parsePlace>, ReturnType<typeof parsePlace>];
    if (from.container !== null && to.container !== null) throw new Refusal('copying between containers is not supported');
    if (from.container === null && to.container === null) throw new Refusal('must specify at least one container source');
    if (from.container !== null) await (await import('../copy/out.ts')).copyOut(context, from.container, from.path, to.path);
    else await (await import('../copy/in.ts')).copyIn(context, from.path, to.container as string, to.path);
    return 0;
  },
};
