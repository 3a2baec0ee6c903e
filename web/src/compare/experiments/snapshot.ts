import type { Bench } from '../bench.ts';
import { idle, sandboxImage } from '../sandbox.ts';
import { bytes, ms, type Experiment } from './experiment.ts';

const change = 'head -c 1000000 /dev/urandom > /root/change';

async function sizeOf(bench: Bench, image: string): Promise<number> {
  return (await bench.containers.docker.json<{ Size: number }>(`/images/${image}/json`)).Size;
}

/** Commits a container that wrote the change. */
async function commit(bench: Bench): Promise<{ readonly layer: number; readonly took: number }> {
  const { docker } = bench.containers;
  const container = await bench.containers.start(idle);
  await container.sh(change);
  const begun = performance.now();
  const { Id } = await docker.post<{ Id: string }>('/commit', { container: container.id }, {});
  const took = performance.now() - begun;
  try {
    return { layer: (await sizeOf(bench, Id)) - (await sizeOf(bench, sandboxImage)), took };
  } finally {
    await docker.text('DELETE', `/images/${Id}`);
  }
}

export const snapshot: Experiment = {
  id: 'snapshot',
  title: 'Snapshot size',
  claim: 'A machine’s snapshot holds the whole machine, a commit the files that changed.',
  how: 'One megabyte of random bytes is written in both. Then the whole state of the machine is saved, and compressed with gzip; the container is committed with “docker commit”, and its new layer is measured.',
  limits:
    'They are not the same: the snapshot brings running processes back, the commit only files. Snapshots of a disk alone, or of what changed since the last one, are smaller.',
  async run(bench) {
    const machine = await bench.vm();
    bench.step('Saving the machine’s whole state');
    await machine.sh(change);
    const begun = performance.now();
    const state = await machine.stateSize();
    const took = performance.now() - begun;
    await machine.sh('rm /root/change');
    bench.step('Committing a container');
    const committed = await commit(bench);
    return [
      { key: 'size', what: 'Snapshot of it', values: [bytes(state.plain), bytes(committed.layer)] },
      { key: 'compressed', what: 'Compressed', values: [bytes(state.compressed), 'the layer is random bytes: as large'] },
      { key: 'time', what: 'Time to make it', values: [ms(took), ms(committed.took)] },
    ];
  },
};
