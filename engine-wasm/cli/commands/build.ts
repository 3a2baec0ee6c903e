import { parseReference } from '../../wire/reference.ts';
import { contextOf } from '../build/context.ts';
import { showSteps } from '../build/steps.ts';
import { parameters } from '../build/parameters.ts';
import { parseSecret, refuseAgents, sendSecrets } from '../build/secrets.ts';
import { isSet, Refusal, text, type Command, type Context } from '../command.ts';
import type { Flag } from '../flags.ts';
import { parseUlimit } from '../create/limits.ts';
import { registryAuths } from '../credentials.ts';
import { showProgress, StreamFailure, type Message } from '../progress.ts';
import { parseBytes } from '../values.ts';

/** The image's id; what the build prints is kept back where only that is wanted, and told if the build fails. */
async function build(context: Context): Promise<string> {
  const { client, sys, flags, printError } = context;
  const quiet = isSet(flags, 'quiet');
  refuseAgents(context);
  const { archive, dockerfile } = await contextOf(context, quiet);
  const session = await sendSecrets(context);
  const messages = client.lines<Message>('POST', `/build?${parameters(flags, { dockerfile, session }, sys.processes.env)}`, archive, {
    'X-Registry-Config': await registryAuths(sys),
  });
  let id = '';
  let kept = '';
  const seeAux = (aux: unknown): void => {
    id = (aux as { readonly ID?: string }).ID ?? id;
  };
  try {
    const shown = quiet ? { ...context, print: (said: string) => (kept += said) } : context;
    await (text(flags, 'progress') === '' ? showProgress(shown, messages, seeAux) : showSteps(shown, messages, dockerfile, seeAux));
    return id || kept.trim();
  } catch (error) {
    if (quiet) printError(kept);
    throw error;
  }
}

function check({ long, type }: Flag, value: string): void {
  if (long === 'progress' && value !== 'plain' && value !== 'auto') throw new Error(`invalid progress mode ${value}`);
  if (long === 'tag') parseReference(value);
  else if (type === 'bytes' && value !== '-1') parseBytes(value);
  else if (type === 'ulimit') parseUlimit(value);
  else if (long === 'secret') parseSecret(value, {});
}

export const command: Command = {
  usage: '[OPTIONS] PATH | URL | -',
  options: `
      --add-host list           Add a custom host-to-IP mapping ("host:ip")
      --allow stringArray       Allow extra privileged entitlement (e.g., "network.host")
      --build-arg list          Set build-time variables
      --cache-from strings      Images to consider as cache sources
      --cgroup-parent string    Set the parent cgroup for the "RUN" instructions during build
      --compress                Compress the build context using gzip
      --cpu-period int          Limit the CPU CFS (Completely Fair Scheduler) period
      --cpu-quota int           Limit the CPU CFS (Completely Fair Scheduler) quota
  -c, --cpu-shares int          CPU shares (relative weight)
      --cpuset-cpus string      CPUs in which to allow execution (0-3, 0,1)
      --cpuset-mems string      MEMs in which to allow execution (0-3, 0,1)
      --disable-content-trust   Skip image verification (default true)
  -f, --file string             Name of the Dockerfile (Default is "PATH/Dockerfile")
      --force-rm                Always remove intermediate containers
      --iidfile string          Write the image ID to the file
      --isolation string        Container isolation technology
      --label list              Set metadata for an image
  -m, --memory bytes            Memory limit
      --memory-swap bytes       Swap limit equal to memory plus swap: -1 to enable unlimited swap
      --network string          Set the networking mode for the RUN instructions during build (default "default")
      --no-cache                Do not use cache when building the image
      --platform string         Set platform if server is multi-platform capable
      --progress string         Show each step as BuildKit does ("auto", "plain")
      --pull                    Always attempt to pull a newer version of the image
  -q, --quiet                   Suppress the build output and print image ID on success
      --rm                      Remove intermediate containers after a successful build (default true)
      --secret stringArray      Secret to expose to the build (format: "id=mysecret[,src=/local/secret]")
      --security-opt strings    Security options
      --shm-size bytes          Size of "/dev/shm"
      --ssh stringArray         SSH agent socket or keys to expose to the build
  -t, --tag list                Name and optionally a tag in the "name:tag" format
      --target string           Set the target build stage to build.
      --ulimit ulimit           Ulimit options (default [])
`,
  args: [1, 1],
  check,
  async run(context) {
    const { sys, flags, print } = context;
    try {
      const id = await build(context);
      if (isSet(flags, 'quiet')) print(`${id}\n`);
      if (text(flags, 'iidfile') !== '') sys.files.writeAtomic(text(flags, 'iidfile'), id);
      return 0;
    } catch (error) {
      if (!(error instanceof StreamFailure)) throw error;
      throw new Refusal(error.message, error.code || 1);
    }
  },
};
