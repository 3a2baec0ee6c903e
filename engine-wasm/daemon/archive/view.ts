/** A container's file system as a program sees it that is not in the container: its layers, with its volumes and binds on top. */
import { MS_PRIVATE, MS_REC } from '../../sys/constants.ts';
import type { Fd, Sys } from '../../sys/sys.ts';
import type { Plan, Step } from '../../api/plan.ts';
import { encodePlan } from '../runtime/encode-plan.ts';
import { startProgram, type Failure, type Running } from './program.ts';

export interface View {
  readonly root: string;
  /** Mounts, made in a namespace of the program's own: they end with it. */
  readonly steps: Plan;
}

const plans = '/run/docker/view';

/** Keeps the mounts that follow from the machine's own namespace. */
export const privateMounts: Step = {
  by: 'monitor',
  op: 'mount',
  root: '',
  source: '',
  target: '/',
  create: '',
  fstype: '',
  flags: MS_REC | MS_PRIVATE,
  data: '',
};

/** `directory` has `diff`, `work` and `merged`; lower directories topmost first. Without any, the upper directory alone would be no overlay: use it as it is. */
export function overlayMount(directory: string, lowerDirs: readonly string[]): Step {
  return { by: 'monitor', op: 'overlay', target: `${directory}/merged`, upper: `${directory}/diff`, work: `${directory}/work`, lowers: lowerDirs };
}

/** Runs one of the programs of sys/programs.ts in a view; `argv` is its own. */
export function startInView<T>(sys: Sys, view: View, argv: readonly string[], stdio: (result: Fd) => readonly (Fd | null)[]): Running<T | Failure> {
  if (view.steps.length === 0) return startProgram<T>(sys, argv, stdio);
  sys.files.mkdirAll(plans, 0o700);
  const plan = `${plans}/${sys.hashing.randomHex(8)}`;
  sys.files.writeAtomic(plan, encodePlan(view.steps));
  const running = startProgram<T>(sys, ['view', plan, ...argv], stdio);
  return { ...running, result: running.result.finally(() => sys.files.unlink(plan)) };
}
