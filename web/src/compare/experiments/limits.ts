import { formatBytes } from '../../ui/format.ts';
import type { Bench } from '../bench.ts';
import { numberOf, parseFacts } from '../place.ts';
import type { Sandbox, SandboxContainer } from '../sandbox.ts';
import { idle } from '../sandbox.ts';
import { vmMemory } from '../virtual-machine.ts';
import { percent, type Experiment } from './experiment.ts';

const share = 0.25;
const sampleMs = 1500;
const memoryLimit = 8 << 20;
/** More than the limit. */
const wanted = 12 << 20;

async function cpuTime(containers: Sandbox, id: string): Promise<{ readonly at: number; readonly usedMs: number }> {
  const stats = await containers.docker.json<{ read: string; cpu_stats: { cpu_usage: { total_usage: number } } }>(`/containers/${id}/stats`, {
    stream: false,
    'one-shot': true,
  });
  return { at: Date.parse(stats.read), usedMs: stats.cpu_stats.cpu_usage.total_usage / 1e6 };
}

/** Percent of a processor that the container has between two readings. */
async function processorShare({ containers }: Bench, id: string): Promise<number> {
  const before = await cpuTime(containers, id);
  await new Promise((resolve) => setTimeout(resolve, sampleMs));
  const after = await cpuTime(containers, id);
  return (100 * (after.usedMs - before.usedMs)) / (after.at - before.at);
}

function update({ containers }: Bench, id: string, limits: object): Promise<unknown> {
  return containers.docker.post(`/containers/${id}/update`, {}, limits);
}

/** tail keeps all of a line in memory, and this one has no end. */
async function fillMemory(container: SandboxContainer): Promise<string> {
  const { text } = await container.output(`head -c ${wanted} /dev/zero | tail > /dev/null; echo code=$?`);
  // The shell says "Killed", before that or after.
  const code = numberOf(parseFacts(text), 'code');
  if (code === 0) return 'it gets it';
  if (code === 137) return 'the kernel kills it (137)';
  throw new Error(`filling memory ended with code ${text.trim()}`);
}

export const limits: Experiment = {
  id: 'limits',
  title: 'Resource management',
  claim: 'A container’s limits can be changed while it runs.',
  how: `A container that computes without end, and another in which a program takes ${wanted >> 20} MiB, each before and after “docker update” of the running container: --cpus ${share}, --memory ${memoryLimit >> 20}m. The shares are the control group’s count over ${sampleMs / 1000} s by the engine’s clock.`,
  limits:
    'This machine has one processor, which the engine wants, too. Hypervisors can add processors and memory to running machines that support it; this emulator cannot.',
  async run(bench) {
    const { containers } = bench;
    bench.step('A container computes without a limit');
    const busy = await containers.start(['sh', '-c', 'while :; do :; done']);
    const free = await processorShare(bench, busy.id);
    bench.step(`… and with ${share} of a processor`);
    await update(bench, busy.id, { NanoCpus: share * 1e9 });
    const limited = await processorShare(bench, busy.id);
    await containers.docker.text('DELETE', `/containers/${busy.id}`, { force: 1 });
    bench.step('A container takes memory without a limit');
    const hungry = await containers.start(idle);
    const before = await fillMemory(hungry);
    bench.step('… and with one');
    await update(bench, hungry.id, { Memory: memoryLimit, MemorySwap: memoryLimit });
    const after = await fillMemory(hungry);
    const fixed = `fixed when it starts: ${formatBytes(vmMemory)}, 1 processor`;
    return [
      { key: 'free', what: 'Processor, no limit', values: [fixed, percent(free)] },
      { key: 'limited', what: `Processor after docker update --cpus ${share}`, values: ['not possible here', percent(limited)] },
      { key: 'memory', what: `A program wants ${wanted >> 20} MiB, no limit`, values: [fixed, before] },
      { key: 'killed', what: `The same after docker update --memory ${memoryLimit >> 20}m`, values: ['not possible here', after] },
    ];
  },
};
