/** The stages of a build, side by side: one waits for another where it names it. What they say is heard as if one ran after the other. */
import type { Command } from '../../wire/dockerfile/instruction.ts';
import { parseCommands, type Stage } from '../../wire/dockerfile/parse.ts';
import type { BuildArgs } from './args.ts';
import { BuildCache } from './cache.ts';
import { dispatch } from './dispatch.ts';
import { baseImage } from './from.ts';
import { withDefaultPath } from './run-config.ts';
import { shortId, type Build, type StageInBuild, type StageState } from './state.ts';
import { runAsStep, stepResult, type StepPlace } from './step.ts';
import { removeStepContainers } from './step-container.ts';

async function runCommand(build: Build, state: StageState, command: Command): Promise<void> {
  const { options, output } = build;
  try {
    await dispatch(build, state, command);
  } catch (error) {
    if (options.forceRemove || output.isCancelled) await removeStepContainers(build);
    throw error;
  }
  if (options.remove || options.forceRemove) await removeStepContainers(build);
  build.containers.clear();
}

async function runTriggers(build: Build, state: StageState): Promise<void> {
  const triggers = (state.config['OnBuild'] as readonly string[] | null | undefined) ?? [];
  if (triggers.length === 0) return;
  state.config['OnBuild'] = null;
  await build.output.stdout(`# Executing ${triggers.length} build trigger${triggers.length > 1 ? 's' : ''}\n`);
  for (const trigger of triggers) for (const command of parseCommands(trigger).commands) await runCommand(build, state, command);
}

/** What a stage begins with; the triggers of its image have run. */
async function beginStage(build: Build, { from }: Stage, args: BuildArgs): Promise<StageState> {
  const image = await baseImage(build, from, args);
  const config = { ...withDefaultPath(image?.config.config ?? {}), Image: image?.id ?? '' };
  const cache = new BuildCache(build.images.store, build.options.noCache);
  const state: StageState = { image, config, hasCommand: false, author: image?.config.author ?? '', args, cache, isCached: false };
  await runTriggers(build, state);
  return state;
}

/** Returns the image's id; empty for `FROM scratch` and nothing else. @throws Error with Docker's texts */
async function runStage(build: Build, stage: Stage, args: BuildArgs, place: StepPlace): Promise<string> {
  const { output, stages } = build;
  const name = stage.from.stage;
  if (name !== '' && stages.some((earlier) => earlier.name === name)) throw new Error(`${name} stage name already used`);
  let state!: StageState;
  const showImage = (): Promise<void> => output.stdout(` ---> ${shortId(state.image?.id ?? '')}\n`);
  await runAsStep(build, place, stage.from, async () => {
    state = await beginStage(build, stage, args);
    await showImage();
    return stepResult(build, null, state.image, false);
  });
  for (const [i, command] of stage.commands.entries()) {
    if (output.isCancelled) throw new Error('Build cancelled');
    await runAsStep(build, { ...place, step: place.step + 1 + i }, command, async () => {
      const before = state.image;
      state.isCached = false;
      await runCommand(build, state, command);
      await showImage();
      return stepResult(build, before, state.image, state.isCached);
    });
  }
  if (state.image) await output.image(state.image.id);
  return state.image?.id ?? '';
}

/** Returns the last one's image. @throws the error of the first stage that failed, by their order */
export async function runStages(build: Build, stages: readonly Stage[], args: BuildArgs, first: StepPlace): Promise<string> {
  const running: StageInBuild[] = [];
  let turn: Promise<unknown> = Promise.resolve();
  let { step } = first;
  for (const [index, stage] of stages.entries()) {
    const own: Build = { ...build, stages: [...running], containers: new Set(), output: build.output.forStage(turn) };
    const done = runStage(own, stage, args.forStage(), { ...first, step, stage: index, stageName: stage.from.stage });
    turn = Promise.all([turn, done]);
    // Nobody waits for the last one's.
    turn.catch(() => undefined);
    running.push({ name: stage.from.stage, done });
    step += 1 + stage.commands.length;
  }
  const outcomes = await Promise.allSettled(running.map(({ done }) => done));
  for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
  return (await running.at(-1)?.done) ?? '';
}
