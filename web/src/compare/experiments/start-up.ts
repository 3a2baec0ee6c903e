import { timeToOutput, workInContainer, workInVm } from '../contest.ts';
import { works } from '../works.ts';
import { ms, type Experiment, type Row } from './experiment.ts';

export const startUp: Experiment = {
  id: 'start-up',
  title: 'Start-up time',
  claim: 'A virtual machine starts in minutes or seconds, a container in a fraction of one.',
  how: 'From the click to the first output of the same work. The machine boots once, from its kernel, and each work’s own time is added to that; each container is created and started anew. The image is there already, as the kernel’s download is in the browser’s cache.',
  limits:
    'This machine’s processor is emulated in the page. What it works, its own count in the last row, is what hardware support shortens many times; with it the same Linux is up in about a second. A full distribution boots longer than this one.',
  async run(bench) {
    const { machine, time } = await bench.bootVm();
    const busyBooting = (await machine.usage()).cpuMs;
    const rows: Row[] = [];
    const before = await bench.host.usage();
    for (const work of works) {
      bench.step(`${work.title} in the virtual machine`);
      const inVm = await timeToOutput(performance.now(), (onOutput) => workInVm(machine, work, onOutput));
      bench.step(`${work.title} in a container`);
      const inContainer = await timeToOutput(performance.now(), (onOutput) => workInContainer(bench.containers, bench.host.dial, work, onOutput));
      rows.push({ key: work.id, what: work.title, values: [ms(time.total + inVm), ms(inContainer)] });
    }
    const busyStarting = ((await bench.host.usage()).cpuMs - before.cpuMs) / works.length;
    return [
      ...rows,
      { key: 'boot', what: 'Of it, until process 1 runs', values: [ms(time.total), null] },
      { key: 'download', what: 'Of that, fetching kernel and disk', values: [ms(time.download), null] },
      { key: 'busy', what: 'Of it, the emulated processor is at work (its own count)', values: [ms(busyBooting), ms(busyStarting)] },
    ];
  },
};
