import { density } from './density.ts';
import { disk } from './disk.ts';
import type { Experiment } from './experiment.ts';
import { isolation } from './isolation.ts';
import { kernel } from './kernel.ts';
import { limits } from './limits.ts';
import { memory } from './memory.ts';
import { sharing } from './sharing.ts';
import { snapshot } from './snapshot.ts';
import { speed } from './speed.ts';
import { startUp } from './start-up.ts';
import { system } from './system.ts';
import { worksOnMyMachine } from './works-on-my-machine.ts';

/** In the order in which all are run: the first boots the machine that the others use until “isolation” reboots it, and the last boots its own. */
export const experiments: readonly Experiment[] = [
  startUp,
  memory,
  disk,
  snapshot,
  kernel,
  system,
  speed,
  sharing,
  limits,
  worksOnMyMachine,
  isolation,
  density,
];
