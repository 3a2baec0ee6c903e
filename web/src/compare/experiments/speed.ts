import type { Bench } from '../bench.ts';
import { numberOf, parseFacts, type Place } from '../place.ts';
import { idle } from '../sandbox.ts';
import { ms, times, type Experiment } from './experiment.ts';

const megabytes = 2;
const rounds = 3;

/** The kernel's clock, in hundredths of a second. */
const script = `
now() { read seconds rest < /proc/uptime; echo $seconds; }
begun=$(now)
sum=$(dd if=/dev/zero bs=1048576 count=${megabytes} 2>/dev/null | sha256sum)
ended=$(now)
echo sum=\${sum%% *}
echo took=$(echo $begun $ended | awk '{ print int(($2 - $1) * 1000) }')
`;

/** The right answer, and how long the browser takes for it. */
async function inBrowser(): Promise<{ readonly sum: string; readonly took: number }> {
  const zeros = new Uint8Array(megabytes << 20);
  const begun = performance.now();
  const digest = await crypto.subtle.digest('SHA-256', zeros);
  const took = performance.now() - begun;
  return { sum: Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join(''), took };
}

/** @throws when the place computed something else */
async function timedIn(place: Place, right: string): Promise<number> {
  const facts = parseFacts(await place.sh(script));
  if (facts['sum'] !== right) throw new Error(`a wrong checksum was computed: ${facts['sum']}`);
  return numberOf(facts, 'took');
}

/** The fastest of some rounds, in turn; the first round, in which the emulator translates the program, does not count. */
async function inTurn(bench: Bench, places: Readonly<Record<string, Place>>, right: string): Promise<Readonly<Record<string, number>>> {
  const taken: Record<string, number[]> = {};
  for (let round = 0; round <= rounds; round++) {
    for (const [name, place] of Object.entries(places)) {
      bench.step(round === 0 ? `Warming up ${name}` : `Round ${round} of ${rounds}: ${name}`);
      const took = await timedIn(place, right);
      if (round > 0) (taken[name] ??= []).push(took);
    }
  }
  return Object.fromEntries(Object.entries(taken).map(([name, values]) => [name, Math.min(...values)]));
}

export const speed: Experiment = {
  id: 'speed',
  title: 'CPU speed inside and outside',
  claim: 'A container computes as fast as its host, a virtual machine a little slower, an emulated one much slower.',
  how: `SHA-256 of ${megabytes} MiB of zeros: in the virtual machine, in a container, and outside of each, in this machine’s shell and in the browser. The fastest of ${rounds} rounds in turn, by the kernel’s clock, for what else the computer does only slows them down; every result is compared with the right one.`,
  limits:
    'The factor of the virtual machine is the emulator’s, and larger than for other work: the browser may use the processor’s own instructions for SHA-256. With hardware support a virtual machine loses some percent. Calls into the kernel can cost a container a little for its filters.',
  async run(bench) {
    const machine = await bench.vm();
    bench.step('Computing outside of all machines');
    const browser = [await inBrowser(), await inBrowser(), await inBrowser()];
    const right = (browser[0] as { sum: string }).sum;
    const outside = Math.min(...browser.map(({ took }) => took));
    const container = await bench.containers.start(idle);
    const taken = await inTurn(bench, { 'the virtual machine': machine, 'the container': container, 'the container’s host': bench.host }, right);
    const [vm, inside, host] = [taken['the virtual machine'] as number, taken['the container'] as number, taken['the container’s host'] as number];
    return [
      { key: 'inside', what: `SHA-256 of ${megabytes} MiB, inside`, values: [ms(vm), ms(inside)] },
      { key: 'outside', what: 'The same outside of it', values: [ms(outside), ms(host)] },
      { key: 'factor', what: 'Inside takes', values: [times(vm / outside), times(inside / host)] },
    ];
  },
};
