import { forEach, Refusal, text, type Command } from '../command.ts';
import { checkCreateFlag } from '../create/check.ts';
import { restartPolicy } from '../create/host-config.ts';
import { changeable } from '../create/resources.ts';

export const command: Command = {
  usage: '[OPTIONS] CONTAINER [CONTAINER...]',
  options: `
      --blkio-weight uint16        Block IO (relative weight), between 10 and 1000, or 0 to disable (default 0)
      --cpu-period int             Limit CPU CFS (Completely Fair Scheduler) period
      --cpu-quota int              Limit CPU CFS (Completely Fair Scheduler) quota
      --cpu-rt-period int          Limit the CPU real-time period in microseconds
      --cpu-rt-runtime int         Limit the CPU real-time runtime in microseconds
  -c, --cpu-shares int             CPU shares (relative weight)
      --cpus decimal               Number of CPUs
      --cpuset-cpus string         CPUs in which to allow execution (0-3, 0,1)
      --cpuset-mems string         MEMs in which to allow execution (0-3, 0,1)
  -m, --memory bytes               Memory limit
      --memory-reservation bytes   Memory soft limit
      --memory-swap bytes          Swap limit equal to memory plus swap: -1 to enable unlimited swap
      --pids-limit int             Tune container pids limit (set -1 for unlimited)
      --restart string             Restart policy to apply when a container exits
`,
  args: [1, Infinity],
  check: checkCreateFlag,
  async run(context) {
    const { client, flags, printError } = context;
    if (Object.keys(flags).length === 0) throw new Refusal('you must provide one or more flags when using this command');
    const body = { ...changeable(flags), ...(flags['restart'] !== undefined && { RestartPolicy: restartPolicy(text(flags, 'restart')) }) };
    const warnings: string[] = [];
    const code = await forEach(context, async (name) => {
      warnings.push(...((await client.json<{ Warnings?: string[] | null }>('POST', `/containers/${name}/update`, body)).Warnings ?? []));
    });
    for (const warning of warnings) printError(`${warning}\n`);
    return code;
  },
};
