import type { Bench } from '../bench.ts';
import { numberOf, parseFacts, type Place } from '../place.ts';
import { idle } from '../sandbox.ts';
import type { VirtualMachine } from '../virtual-machine.ts';
import type { Experiment, Row } from './experiment.ts';

const marker = '/tmp/drydock-experiment-marker';

/** Each attempt says "allowed", or the kernel's own word. What is set is what was set before. */
const attempts = `
try() { name=$1; shift; if said=$("$@" 2>&1); then echo $name=allowed; else echo "$name=refused: \${said##*: }"; fi; }
rewrite() { value=$(cat $1) && echo "$value" > $1; }
ls /proc | grep -c '^[0-9]' | sed s/^/processes=/
echo interfaces=$(ls /sys/class/net)
if [ -e ${marker} ]; then echo marker=visible; else echo marker=not there; fi
try setting rewrite /proc/sys/kernel/panic
try mount mount -t tmpfs none /mnt
umount /mnt 2>/dev/null
set_clock() { said=$(date -s "@$(date +%s)" 2>&1 >/dev/null); [ -z "$said" ] || { echo "$said"; false; }; }
try clock set_clock
read_device() { mknod $1 c 1 11 && dd if=$1 of=/dev/null bs=8192 count=1; }
try device read_device /tmp/drydock-experiment-kmsg
rm -f /tmp/drydock-experiment-kmsg
`;

const asked = async (place: Place): Promise<Readonly<Record<string, string>>> => parseFacts(await place.sh(attempts));

/** A reboot that is obeyed has no end: the machine is gone, which is waited for. @throws when it goes on for half a minute */
async function rebootVm(machine: VirtualMachine): Promise<void> {
  const left = machine.sh('reboot -f').catch(() => undefined);
  const timeout = new Promise<never>((_, reject) => setTimeout(() => reject(new Error('the machine did not obey the reboot')), 30_000));
  await Promise.race([machine.off(), timeout]);
  await left;
}

/** What the container is told; the host's uptime says whether it was obeyed. */
async function rebootContainer(bench: Bench): Promise<string> {
  const before = await bench.host.usage();
  const { text } = await bench.containers.run('reboot -f 2>&1; echo');
  const after = await bench.host.usage();
  if (after.uptimeMs < before.uptimeMs) return 'obeyed: its host started again';
  return `refused: ${text.trim().split(': ').at(-1) ?? ''}; its host goes on`;
}

export const isolation: Experiment = {
  id: 'isolation',
  title: 'Isolation',
  claim: 'Root in a virtual machine rules that machine only; root in a container is held by the kernel that it shares.',
  how: 'The same attempts as root in both: seeing processes, network and a file of this machine, writing a kernel setting (the value that it has), mounting, setting the clock, making and reading a device, rebooting. The answers are the kernel’s.',
  limits:
    'What is refused here is refused by Docker’s defaults; --privileged, added capabilities or mounts of the host give it away. A fault in the kernel breaks a container’s walls, a fault in the hypervisor a machine’s: neither shows in such a test.',
  async run(bench) {
    const machine = await bench.vm();
    bench.step('Trying in the virtual machine');
    await bench.host.sh(`touch ${marker}`);
    try {
      const vm = await asked(machine);
      bench.step('Trying in a container');
      const container = await asked(await bench.containers.start(idle));
      const hostProcesses = numberOf(parseFacts(await bench.host.sh("ls /proc | grep -c '^[0-9]' | sed s/^/processes=/")), 'processes');
      bench.step('Rebooting from a container');
      const rebooted = await rebootContainer(bench);
      bench.step('Rebooting the virtual machine');
      await rebootVm(machine);
      await bench.containers.docker.text('GET', '/_ping');
      const row = (key: string, what: string): Row => ({ key, what, values: [vm[key] ?? null, container[key] ?? null] });
      return [
        {
          key: 'processes',
          what: 'Processes seen',
          values: [`${numberOf(vm, 'processes')}, of its own kernel`, `${numberOf(container, 'processes')} of its host’s ${hostProcesses}`],
        },
        row('interfaces', 'Network interfaces'),
        row('marker', 'A file in this machine’s /tmp'),
        row('setting', 'Writing a kernel setting'),
        row('mount', 'Mounting a file system'),
        row('clock', 'Setting the clock'),
        row('device', 'Making and reading a device of the kernel’s log'),
        { key: 'reboot', what: 'Rebooting', values: ['obeyed: it went off; this machine goes on', rebooted] },
      ];
    } finally {
      await bench.host.sh(`rm -f ${marker}`);
    }
  },
};
