/** The same work in both contenders, told from its first output on. */
import type { ByteStream } from '../../../engine-wasm/wire/byte-stream.ts';
import { HttpConnection, readText } from '../../../engine-wasm/wire/http/client.ts';
import type { Sandbox } from './sandbox.ts';
import type { VirtualMachine } from './virtual-machine.ts';
import type { Work } from './works.ts';

type OnOutput = (text: string) => void;

const answerTimeoutMs = 60_000;
const retryMs = 30;

/** Asks for the page until the server is up. @throws when it is not within a minute */
async function getPage(dial: () => Promise<ByteStream>): Promise<string> {
  for (const deadline = performance.now() + answerTimeoutMs; ;) {
    try {
      const connection = new HttpConnection(await dial());
      const page = await readText(await connection.request({ method: 'GET', target: '/' }));
      connection.close();
      return page;
    } catch (error) {
      if (performance.now() > deadline) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, retryMs));
  }
}

export async function workInVm(machine: VirtualMachine, { script, port }: Work, onOutput: OnOutput): Promise<void> {
  if (port === undefined) {
    await machine.sh(script, onOutput);
    return;
  }
  const server = machine.sh(script);
  onOutput(await Promise.race([getPage(() => machine.dial(port)), server]));
  // It is ended here, which it calls a failure.
  server.catch(() => undefined);
  await machine.sh('killall httpd');
}

/** Connects to an address that the learner's machine reaches. */
export type DialFromHost = (address: string, port: number) => Promise<ByteStream>;

interface Inspected {
  readonly NetworkSettings: { readonly Networks: Readonly<Record<string, { readonly IPAddress: string }>> };
}

export async function workInContainer(containers: Sandbox, dial: DialFromHost, { script, port }: Work, onOutput: OnOutput): Promise<void> {
  if (port === undefined) {
    await containers.run(script, { onOutput });
    return;
  }
  const { id } = await containers.start(['sh', '-c', script]);
  const { NetworkSettings } = await containers.docker.json<Inspected>(`/containers/${id}/json`);
  const address = NetworkSettings.Networks['bridge']?.IPAddress;
  if (!address) throw new Error('the container has no address');
  onOutput(await getPage(() => dial(address, port)));
}

/** The time from `since` to the first output, in ms. @throws when there was none */
export async function timeToOutput(since: number, work: (onOutput: OnOutput) => Promise<void>): Promise<number> {
  let first: number | null = null;
  await work(() => (first ??= performance.now()));
  if (first === null) throw new Error('it ended without any output');
  return first - since;
}
