/** An instruction as a step of its build: announced, done, and told of as data (api/build.ts). */
import type { BuildStep } from '../../api/build.ts';
import type { Instruction } from '../../wire/dockerfile/instruction.ts';
import type { StoredImage } from '../images/store.ts';
import type { Build } from './state.ts';

/** Where a step stands among all. */
export type StepPlace = Pick<BuildStep, 'step' | 'steps' | 'stage' | 'stageName'>;

export type StepResult = Pick<BuildStep, 'state' | 'size' | 'image'>;

/** What an instruction made of `before`. */
export function stepResult({ images: { store } }: Build, before: StoredImage | null, after: StoredImage | null, isCached: boolean): StepResult {
  const added = after?.layers.slice(before?.layers.length ?? 0) ?? [];
  const size = added.reduce((sum, chainId) => sum + store.layers.size(chainId), 0);
  return { state: isCached ? 'cached' : 'done', size, ...(after && { image: after.id }) };
}

/** @throws what `work` throws */
export async function runAsStep(
  { engine: { sys }, output, options, tell }: Build,
  place: StepPlace,
  { code, location }: Pick<Instruction, 'code' | 'location'>,
  work: () => Promise<StepResult>,
): Promise<void> {
  const begun = sys.clock.monotonic();
  const about = { ...place, line: location.line, endLine: location.endLine, code };
  const ended = (result: StepResult & Pick<BuildStep, 'error'>): void => tell({ ...about, durationMs: sys.clock.monotonic() - begun, ...result });
  if (options.steps) output.mark(place.step);
  await output.stdout(`Step ${place.step}/${place.steps} : ${code}\n`);
  tell({ ...about, state: 'started' });
  try {
    ended(await work());
  } catch (error) {
    ended({ state: 'failed', error: (error as Error).message });
    throw error;
  }
}
