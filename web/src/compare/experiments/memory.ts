import { numberOf, parseFacts, type Place } from '../place.ts';
import { idle } from '../sandbox.ts';
import { vmMemory } from '../virtual-machine.ts';
import { bytes, type Experiment } from './experiment.ts';

const containerCount = 10;

/** Caches are dropped first: they are not in use, they go when memory is wanted. */
const script = `echo 3 > /proc/sys/vm/drop_caches; awk '/^MemFree/ { print "free=" $2 }' /proc/meminfo`;

async function freeMemory(place: Place): Promise<number> {
  return numberOf(parseFacts(await place.sh(script)), 'free') * 1024;
}

export const memory: Experiment = {
  id: 'memory',
  title: 'Memory used',
  claim: 'A virtual machine takes its memory whether it needs it or not; a container takes what its processes take.',
  how: `The machine’s memory less what is free in it when its caches are dropped and only process 1 and a shell run. For the container: by how much less is free in this machine, its caches dropped, when ${containerCount} idle ones are started, divided by ${containerCount}; engine’s helper process and kernel’s tables included.`,
  limits:
    'The emulator’s own memory in the browser is not counted. Hypervisors with balloons or page sharing take less than what was given. What an application needs comes on top, about the same in both.',
  async run(bench) {
    const machine = await bench.vm();
    bench.step('Looking at the machine’s memory');
    const freeInVm = await freeMemory(machine);
    bench.step(`Starting ${containerCount} containers`);
    const before = await freeMemory(bench.host);
    const container = await bench.containers.start(idle);
    await bench.containers.startMany(containerCount - 1);
    const after = await freeMemory(bench.host);
    if (after >= before) throw new Error('more memory was free with the containers than without them');
    const stats = await bench.containers.docker.json<{ memory_stats: { usage: number } }>(`/containers/${container.id}/stats`, {
      stream: false,
      'one-shot': true,
    });
    return [
      { key: 'given', what: 'Given to it at its start', values: [bytes(vmMemory), 'nothing: no limit was asked for'] },
      {
        key: 'used',
        what: 'Used, idle',
        values: [bytes(vmMemory - freeInVm), bytes((before - after) / containerCount)],
      },
      { key: 'cgroup', what: 'Of it, charged to its control group', values: [null, bytes(stats.memory_stats.usage)] },
    ];
  },
};
