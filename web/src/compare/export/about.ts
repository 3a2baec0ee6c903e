import type { MachineState } from '../../state/machine.svelte.ts';
import { formatBytes } from '../../ui/format.ts';
import { vmMemory } from '../virtual-machine.ts';
import { browserName } from './browser-name.ts';

/** Version and commit that the page was built from. */
export const build = __DRYDOCK_BUILD__;

/** What the figures were measured on, so that they can be compared. */
export function describeComputer(machine: MachineState): readonly (readonly [string, string])[] {
  const { deviceMemory } = navigator as Navigator & { readonly deviceMemory?: number };
  return [
    ['Drydock', build],
    ['date', new Date().toISOString()],
    ['browser', browserName(navigator.userAgent)],
    ['processors', String(navigator.hardwareConcurrency)],
    ...(deviceMemory ? [['memory, at least', `${deviceMemory} GB`] as const] : []),
    ['this machine', machine.usage ? `${formatBytes(machine.usage.memoryTotal)}, 1 emulated processor` : 'not running'],
    ['virtual machine', `${formatBytes(vmMemory)}, 1 emulated processor`],
  ];
}
