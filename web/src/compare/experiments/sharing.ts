import { idle, sandboxImage } from '../sandbox.ts';
import { bytes, count, type Experiment } from './experiment.ts';

const containerCount = 10;
const written = 20_000;

interface DiskUsage {
  readonly LayersSize: number;
  readonly Containers: readonly { readonly Id: string; readonly SizeRw: number; readonly SizeRootFs: number }[] | null;
}

export const sharing: Experiment = {
  id: 'sharing',
  title: 'Many from one image',
  claim: 'Containers of one image share its layers; each keeps only what it changes.',
  how: `${containerCount} containers of ${sandboxImage} are started, and one of them writes ${written} bytes. “docker system df” tells the layers’ size before and after, and what each container has of its own.`,
  limits:
    'Hypervisors can share a disk, too: linked clones keep only what changes. In memory, containers of one image also share the pages of its programs; this does not count them.',
  async run(bench) {
    const { containers } = bench;
    const diskUsage = (): Promise<DiskUsage> => containers.docker.json<DiskUsage>('/system/df');
    const before = await diskUsage();
    bench.step(`Starting ${containerCount} containers`);
    const writer = await containers.start(idle, { host: { NetworkMode: 'none' } });
    await writer.sh(`head -c ${written} /dev/zero > /root/change`);
    await containers.startMany(containerCount - 1);
    bench.step('Adding up');
    const after = await diskUsage();
    const known = new Set((before.Containers ?? []).map(({ Id }) => Id));
    const ours = (after.Containers ?? []).filter(({ Id }) => !known.has(Id));
    if (ours.length !== containerCount) throw new Error(`${ours.length} containers were there, not ${containerCount}`);
    const own = ours.reduce((sum, { SizeRw }) => sum + SizeRw, 0);
    const shared = ours.map(({ SizeRootFs, SizeRw }) => SizeRootFs - SizeRw);
    const image = shared[0] as number;
    return [
      { key: 'containers', what: 'Running from one image', values: [null, count(ours.length)] },
      { key: 'image', what: 'The image’s layers, once', values: [null, bytes(image)] },
      { key: 'layers', what: 'Layers on disk that came along with the containers', values: [null, bytes(after.LayersSize - before.LayersSize)] },
      { key: 'own', what: 'What they have of their own, together', values: [null, bytes(own)] },
    ];
  },
};
