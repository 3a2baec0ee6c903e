import { familiarName, parseReference } from '../../wire/reference.ts';
import { query } from '../client.ts';
import { isSet, Refusal, text, type Command } from '../command.ts';
import { registryAuth } from '../credentials.ts';
import { showProgress, type Message } from '../progress.ts';
import { fullName } from '../pull-image.ts';

export const command: Command = {
  usage: '[OPTIONS] NAME[:TAG]',
  options: `
  -a, --all-tags                Push all tags of an image to the repository
      --disable-content-trust   Skip image signing (default true)
      --platform string         Push a platform-specific manifest as a single-platform image to the registry.
                                Image index won't be pushed, meaning that other manifests, including attestations won't be preserved.
                                'os[/arch[/variant]]': Explicit platform (eg. linux/amd64)
  -q, --quiet                   Suppress verbose output
`,
  args: [1, 1],
  async run(context) {
    const { client, flags, args, sys, print } = context;
    const reference = parseReference(args[0] as string);
    const all = isSet(flags, 'all-tags');
    const quiet = isSet(flags, 'quiet');
    if (all && reference.tag !== undefined) throw new Refusal("tag can't be used with --all-tags/-a");
    const tag = all ? '' : (reference.tag ?? 'latest');
    if (!all && reference.tag === undefined && !quiet) print(`Using default tag: ${tag}\n`);
    const target = `/images/${fullName(reference)}/push${query({ tag, platform: text(flags, 'platform') })}`;
    const messages = client.lines<Message>('POST', target, undefined, { 'X-Registry-Auth': await registryAuth(sys, reference.domain) });
    await showProgress(quiet ? { ...context, print: () => undefined } : context, messages);
    if (quiet) print(`${reference.domain === 'docker.io' ? 'docker.io/' : ''}${familiarName(reference)}${tag === '' ? '' : `:${tag}`}\n`);
    return 0;
  },
};
