import { formatBytes } from '../../ui/format.ts';
import type { Bench } from '../bench.ts';
import { idle } from '../sandbox.ts';
import { vmMemory } from '../virtual-machine.ts';
import { bytes, count, type Experiment } from './experiment.ts';

/** Both get the memory that two machines take. */
const budget = 2 * vmMemory;
/** What this machine keeps for itself. */
const reserve = 64 << 20;
const appMegabytes = 8;
/** An application that has filled its memory: what lies in /dev/shm is in no file. */
const fill = `dd if=/dev/zero of=/dev/shm/drydock-experiment bs=1048576 count=${appMegabytes} 2>/dev/null`;

/** All of them are on at the same time, each with the application in it. */
async function bootMachines(bench: Bench): Promise<number> {
  const machines = Array.from({ length: Math.floor(budget / vmMemory) }, () => bench.spareVm());
  bench.step(`Booting ${machines.length} machines`);
  await Promise.all(machines.map((machine) => machine.boot()));
  await Promise.all(machines.map((machine) => machine.sh(fill)));
  for (const machine of machines) machine.end();
  return machines.length;
}

/** As many as fit: the last one is the last for which there is room. @throws when this machine has not that much memory left */
async function startContainers({ containers, host, step }: Bench): Promise<{ readonly running: number; readonly taken: number }> {
  const before = (await host.usage()).memoryAvailable;
  if (before < budget + reserve) throw new Error(`this machine has ${formatBytes(before)} available: stop some of your containers`);
  for (let running = 1; running * 1e6 * appMegabytes <= budget; running++) {
    step(`Starting container ${running}`);
    const container = await containers.start(idle, { host: { NetworkMode: 'none' } });
    await container.sh(fill);
    const taken = before - (await host.usage()).memoryAvailable;
    if (taken + taken / running > budget) return { running, taken };
  }
  throw new Error('containers with full memory took less than was put into them');
}

export const density: Experiment = {
  id: 'density',
  title: 'Density',
  claim: 'Machines fit in ones, containers in tens.',
  how: `Both get ${formatBytes(budget)}, for applications that fill ${appMegabytes} MiB each. Machines of ${formatBytes(vmMemory)} with one application each are cold-booted, all on at once, until the budget is given away; containers without a network are started until there is no room for one more, by what this machine’s kernel says is available.`,
  limits:
    'The machines could be given less, had this Linux less to keep, and a larger application makes the difference smaller: its own memory it needs in both. Hypervisors can share equal pages and take back what is idle.',
  async run(bench) {
    const machines = await bootMachines(bench);
    const { running, taken } = await startContainers(bench);
    return [
      { key: 'started', what: 'Running at once', values: [count(machines), count(running)] },
      { key: 'taken', what: 'Memory that they take', values: [bytes(machines * vmMemory), bytes(taken)] },
      { key: 'each', what: 'Each, application included', values: [bytes(vmMemory), bytes(taken / running)] },
    ];
  },
};
