import { numberOf, parseFacts, type Place } from '../place.ts';
import { idle } from '../sandbox.ts';
import { count, type Experiment, type Row } from './experiment.ts';

/** Processes without a command line are the kernel's own threads. The script's shell is one of those that it counts. */
const script = `
all=0 threads=0
for process in /proc/[0-9]*; do
  all=$((all + 1))
  [ -n "$(tr -d '\\0' < $process/cmdline 2>/dev/null)" ] || threads=$((threads + 1))
done
echo processes=$((all - threads))
echo threads=$threads
echo init=$(tr '\\0' ' ' < /proc/1/cmdline)
echo mounts=$(wc -l < /proc/mounts)
echo commands=$(ls /bin /sbin /usr/bin /usr/sbin | grep -v : | sort -u | wc -l)
if [ -f /var/lib/dpkg/status ]; then echo packages=$(grep -c ^Package: /var/lib/dpkg/status) of dpkg; else echo packages=no package database; fi
`;

const asked = async (place: Place): Promise<Readonly<Record<string, string>>> => parseFacts(await place.sh(script));

export const system: Experiment = {
  id: 'system',
  title: 'A full system or not',
  claim: 'A virtual machine has an operating system with its services in it, a container one program.',
  how: 'The same script counts processes, the kernel’s threads, mounts, commands and packages in both; the container’s process 1 is what it was started with.',
  limits:
    'This guest is a very small system: an ordinary distribution has dozens of services and hundreds of packages. A container can hold a full system’s files, too, and even its init, though that is rarely wanted.',
  async run(bench) {
    const machine = await bench.vm();
    bench.step('Counting in the virtual machine');
    const vm = await asked(machine);
    bench.step('Counting in a container');
    const container = await asked(await bench.containers.start(idle));
    const counted = (key: string, what: string): Row => ({ key, what, values: [count(numberOf(vm, key)), count(numberOf(container, key))] });
    const told = (key: string, what: string): Row => ({ key, what, values: [vm[key] ?? null, container[key] ?? null] });
    return [
      told('init', 'Process 1'),
      counted('processes', 'Processes, the counting shell included'),
      counted('threads', 'Threads of a kernel'),
      counted('mounts', 'Mounts'),
      counted('commands', 'Commands to type'),
      told('packages', 'Packages'),
    ];
  },
};
