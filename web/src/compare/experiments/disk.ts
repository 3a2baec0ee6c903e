import type { Bench } from '../bench.ts';
import { numberOf, parseFacts } from '../place.ts';
import { sandboxImage } from '../sandbox.ts';
import { bytes, type Experiment } from './experiment.ts';

interface SizedFile {
  readonly size: number;
}

interface MachineFiles {
  readonly bios: SizedFile;
  readonly vgaBios: SizedFile;
  readonly kernel: SizedFile;
  readonly initrd: SizedFile;
}

async function machineFiles(): Promise<MachineFiles> {
  const response = await fetch(new URL('machine/manifest.json', document.baseURI));
  if (!response.ok) throw new Error(`the machine’s manifest: the server answered ${response.status}`);
  return (await response.json()) as MachineFiles;
}

interface ImageManifest {
  readonly config: SizedFile;
  readonly layers: readonly SizedFile[];
}

const manifestTypes = 'application/vnd.oci.image.manifest.v1+json, application/vnd.docker.distribution.manifest.v2+json';

/** What a pull of the image transfers: the registry's own figures, asked for from the machine where the engine asks. */
async function pulledBytes({ containers, host }: Bench): Promise<number> {
  const { RegistryConfig } = await containers.docker.json<{ RegistryConfig: { Mirrors: readonly string[] } }>('/info');
  const text = await host.sh(`curl -s -H 'Accept: ${manifestTypes}' ${RegistryConfig.Mirrors[0]}v2/library/${sandboxImage}/manifests/latest`);
  const { config, layers } = JSON.parse(text) as Partial<ImageManifest>;
  if (!config || !layers) throw new Error(`the registry answered ${text}`);
  return [config, ...layers].reduce((sum, { size }) => sum + size, 0);
}

export const disk: Experiment = {
  id: 'disk',
  title: 'Disk size and bytes to ship',
  claim: 'A virtual machine’s disk has a whole system on it, an image the program and what it needs.',
  how: `Machine: the files that its boot fetches, and what they are unpacked. Container: what the registry’s manifest of ${sandboxImage} says a pull transfers, and the image’s size as the engine counts it.`,
  limits:
    'Both are small here: this Linux has no more than it needs, and BusyBox is one program. Cloud images of distributions have 300 MB to 2 GB, images of applications some 10 MB to 1 GB.',
  async run(bench) {
    bench.step('Asking for the sizes of the machine’s files');
    const { bios, vgaBios, kernel, initrd } = await machineFiles();
    const machine = await bench.vm();
    bench.step('Adding up the machine’s files');
    const facts = parseFacts(await machine.sh("echo kilobytes=$(du -skx / /bin /lib /sbin /usr | awk '{ sum += $1 } END { print sum }')"));
    bench.step('Asking the registry and the engine');
    const image = await bench.containers.docker.json<{ Size: number }>(`/images/${sandboxImage}/json`);
    return [
      {
        key: 'shipped',
        what: 'Bytes to ship, compressed',
        values: [bytes(bios.size + vgaBios.size + kernel.size + initrd.size), bytes(await pulledBytes(bench))],
      },
      { key: 'disk', what: 'On disk', values: [bytes(kernel.size + numberOf(facts, 'kilobytes') * 1024), bytes(image.Size)] },
    ];
  },
};
