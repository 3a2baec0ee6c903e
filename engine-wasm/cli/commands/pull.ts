import { parseReference, withDefaultTag } from '../../wire/reference.ts';
import { isSet, Refusal, type Command } from '../command.ts';
import { fullName, pullImage } from '../pull-image.ts';

export const command: Command = {
  usage: '[OPTIONS] NAME[:TAG|@DIGEST]',
  options: `
  -a, --all-tags                Download all tagged images in the repository
      --disable-content-trust   Skip image verification (default true)
      --platform string         Set platform if server is multi-platform capable
  -q, --quiet                   Suppress verbose output
`,
  args: [1, 1],
  async run(context) {
    const { flags, args, print } = context;
    const name = args[0] as string;
    const given = parseReference(name);
    const all = isSet(flags, 'all-tags');
    const quiet = isSet(flags, 'quiet');
    if (all && (given.tag !== undefined || given.digest !== undefined)) throw new Refusal("tag can't be used with --all-tags/-a");
    const { tag, digest } = all ? given : withDefaultTag(given);
    if (!all && given.tag === undefined && given.digest === undefined && !quiet) print(`Using default tag: ${tag as string}\n`);
    await pullImage(context, name, { all, quiet });
    print(`${fullName(given)}${tag === undefined ? '' : `:${tag}`}${digest === undefined ? '' : `@${digest}`}\n`);
    return 0;
  },
};
