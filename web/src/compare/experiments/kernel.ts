import type { Place } from '../place.ts';
import { parseFacts } from '../place.ts';
import type { Experiment } from './experiment.ts';

const script = `
echo release=$(uname -r)
echo boot=$(cat /proc/sys/kernel/random/boot_id)
echo uptime=$(cut -d. -f1 /proc/uptime)
if lines=$(dmesg 2>&1); then echo "dmesg=$(echo "$lines" | wc -l) lines"; else echo "dmesg=refused: \${lines##*: }"; fi
`;

const askedIn = async (place: Place): Promise<Readonly<Record<string, string>>> => parseFacts(await place.sh(script));

const shortId = (facts: Readonly<Record<string, string>>): string => {
  const { boot } = facts;
  if (!boot) throw new Error('the kernel gave no boot id');
  return `${boot.slice(0, 8)}…`;
};

export const kernel: Experiment = {
  id: 'kernel',
  title: 'Whose kernel',
  claim: 'A virtual machine brings a kernel of its own, a container uses its host’s.',
  how: 'uname -r, /proc/sys/kernel/random/boot_id, /proc/uptime and dmesg, in the virtual machine, in a container and in this machine, the container’s host.',
  limits:
    'Both kernels have the same release, for both machines are booted from the same file: the boot id tells that they are two. Another file could be any other system.',
  async run(bench) {
    const machine = await bench.vm();
    bench.step('Asking all three who they are');
    const [vm, container, host] = [await askedIn(machine), await askedIn(bench.containers), await askedIn(bench.host)];
    const sameAsHost = (facts: typeof vm): string =>
      facts['boot'] === host['boot'] ? `the same as this machine’s, ${shortId(host)}` : `another than this machine’s, ${shortId(host)}`;
    return [
      { key: 'release', what: 'uname -r', values: [vm['release'] ?? null, container['release'] ?? null] },
      { key: 'boot', what: 'Boot id', values: [shortId(vm), shortId(container)] },
      { key: 'same', what: 'It is', values: [sameAsHost(vm), sameAsHost(container)] },
      { key: 'uptime', what: 'Up since', values: [`${vm['uptime']} s`, `${container['uptime']} s, as its host: ${host['uptime']} s`] },
      { key: 'dmesg', what: 'The kernel’s log', values: [vm['dmesg'] ?? null, container['dmesg'] ?? null] },
    ];
  },
};
