import { DockerError, type DockerClient } from '../../docker/client.ts';
import { pageAgent } from '../../state/trace/page-agent.ts';
import type { Sandbox } from '../sandbox.ts';
import type { VirtualMachine } from '../virtual-machine.ts';
import { bytes, type Experiment } from './experiment.ts';

const folder = '/opt/drydock-experiment';
const image = 'drydock-experiment:1.0';
const engineTimeoutMs = 60_000;

/** Version 2 of the library has another name for its function: programs written for version 1 do not find it. */
const library = { 1: 'greet() { echo "Hello, $1."; }', 2: 'salute() { echo "Hello, $1."; }' } as const;
const program = `. ${folder}/greeting.sh\ngreet everybody\n`;
const expected = 'Hello, everybody.';

function install(version: keyof typeof library): string {
  return `mkdir -p ${folder} && echo '${library[version]}' > ${folder}/greeting.sh && printf '%s' '${program}' > ${folder}/program`;
}

/** What the program says, or what the shell says of it. */
const runIt = `sh ${folder}/program 2>&1; echo code=$?`;

function verdict(text: string): string {
  const code = /code=(\d+)/.exec(text)?.[1];
  const said = text.replace(/code=\d+/, '').trim();
  if (code === undefined) throw new Error('the program’s end was not told');
  return code === '0' && said === expected ? `works: “${said}”` : `fails with code ${code}: ${said.replace(`${folder}/`, '')}`;
}

/** The program and its library, as an image: the files are written in a container, which is committed. */
async function makeImage(containers: Sandbox): Promise<void> {
  const { docker } = containers;
  const container = await containers.start(['sh', '-c', install(1)]);
  await docker.text('POST', `/containers/${container.id}/wait`);
  const [repo, tag] = image.split(':');
  await docker.post('/commit', { container: container.id, repo, tag }, {});
}

/** `docker save` */
async function save({ docker, signal }: Sandbox): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  for await (const part of await docker.bytes(`/images/${image}/get`, {}, signal)) parts.push(part);
  return new Uint8Array(await new Blob(parts as BlobPart[]).arrayBuffer());
}

/** Starts the engine that the machine has on its disk (it is to outlive the terminal), and waits until it answers. @throws when it does not within a minute */
async function startEngine(machine: VirtualMachine): Promise<DockerClient> {
  await machine.sh(`trap '' HUP; dockerd </dev/null >/var/log/dockerd.log 2>&1 &`);
  const docker = machine.docker(pageAgent);
  for (const deadline = performance.now() + engineTimeoutMs; ;) {
    try {
      await docker.text('GET', '/_ping');
      return docker;
    } catch (error) {
      if (performance.now() > deadline) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

export const worksOnMyMachine: Experiment = {
  id: 'works-on-my-machine',
  title: '“Works on my machine”',
  claim: 'A program that fails on a host with another version of a library runs from its image on both.',
  how: 'A program and the library that it was written for, version 1, are installed in this machine; the same program with version 2 of the library in the virtual machine. Then program and version 1 are put into an image (docker commit), which is carried over (docker save, docker load) and run in both.',
  limits:
    'The library is one shell function of ours, so that it can be read here; compiled programs fail in the same way when their shared library is missing or another. An image cannot bring another kernel: what needs that still fails. A virtual machine that is shipped whole would work, too.',
  sides: ['As files on the host', 'From its image'],
  async run(bench) {
    const machine = await bench.vm();
    const { containers } = bench;
    try {
      bench.step('Installing the program on both hosts');
      await bench.host.sh(install(1));
      await machine.sh(install(2));
      const here = verdict(await bench.host.sh(runIt));
      const there = verdict(await machine.sh(runIt));
      bench.step('Making an image of it');
      await makeImage(containers);
      const hereFromImage = verdict((await containers.run(runIt, { image })).text);
      bench.step('Starting an engine in the virtual machine');
      const engine = await startEngine(machine);
      bench.step('Carrying the image over');
      const archive = await save(containers);
      await engine.postArchive('/images/load', { quiet: 1 }, archive);
      const thereFromImage = verdict((await containers.in(engine).run(runIt, { image, host: { NetworkMode: 'none' } })).text);
      return [
        { key: 'here', what: 'This machine, library version 1', values: [here, hereFromImage] },
        { key: 'there', what: 'The virtual machine, library version 2', values: [there, thereFromImage] },
        { key: 'shipped', what: 'Carried over', values: [null, bytes(archive.length)] },
      ];
    } finally {
      await bench.host.sh(`rm -rf ${folder}`);
      await containers.docker.text('DELETE', `/images/${image}`, { force: 1 }).catch(ignoreMissing);
      // A machine that is off needs no tidying.
      await machine.sh(`killall dockerd; rm -rf ${folder}`).catch(() => undefined);
    }
  },
};

/** It was cancelled, or failed, before there was an image. */
function ignoreMissing(error: unknown): void {
  if (!(error instanceof DockerError && error.status === 404)) throw error;
}
