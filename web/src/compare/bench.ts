import type { Usage } from '../../../engine-wasm/machine/client.ts';
import type { DialFromHost } from './contest.ts';
import type { Place } from './place.ts';
import type { Sandbox } from './sandbox.ts';
import type { VirtualMachine } from './virtual-machine.ts';
import type { BootedMachine } from './vm-host.svelte.ts';

/** What an experiment works with. Everything that it makes here is gone when the experiment is over. */
export interface Bench {
  /** Containers in the learner's machine, beside the learner's. */
  readonly containers: Sandbox;
  /** The learner's machine itself: the host of the containers. */
  readonly host: Place & { usage(): Promise<Usage>; readonly dial: DialFromHost };
  /** Says what is being done. @throws when the learner has cancelled */
  step(doing: string): void;
  /** The virtual machine that an experiment before has left on, or else one that is booted now; never the learner's. */
  vm(): Promise<VirtualMachine>;
  /** One that is booted now. */
  bootVm(): Promise<BootedMachine>;
  /** One more, beside it, not booted yet. */
  spareVm(): VirtualMachine;
}
