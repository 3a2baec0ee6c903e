/** `docker build`, as the classic builder does it: a step an instruction, an image a step. */
import { DockerfileError } from '../../wire/dockerfile/error.ts';
import { expandWord } from '../../wire/dockerfile/expand.ts';
import type { Command } from '../../wire/dockerfile/instruction.ts';
import { parseCommands, parseStages, type Dockerfile, type Stage } from '../../wire/dockerfile/parse.ts';
import { readDockerfile, type DockerfileText } from '../../wire/dockerfile/read.ts';
import { familiarString } from '../../wire/reference.ts';
import type { Engine } from '../containers/engine.ts';
import { badRequest } from '../errors.ts';
import { streamAfterFirst } from '../http/late-stream.ts';
import type { ApiRequest, Reply } from '../http/router.ts';
import type { Images } from '../images/index.ts';
import { nameImage } from '../images/new-image.ts';
import { BuildArgs } from './args.ts';
import { BuildCache } from './cache.ts';
import { receiveContext } from './context.ts';
import { dispatch } from './dispatch.ts';
import { baseImage } from './from.ts';
import { readOptions, type BuildOptions } from './options.ts';
import { BuildOutput } from './output.ts';
import { withDefaultPath } from './run-config.ts';
import { shortId, type Build, type StageState } from './state.ts';
import { removeStepContainers } from './step-container.ts';

/** @throws DaemonError bad-request with Docker's texts */
function parse(text: string): Dockerfile {
  let statements: DockerfileText;
  try {
    statements = readDockerfile(text);
  } catch (error) {
    throw error instanceof DockerfileError ? badRequest(`failed to parse Dockerfile: ${error.message}`) : error;
  }
  try {
    return parseStages(statements);
  } catch (error) {
    throw error instanceof DockerfileError ? badRequest(error.message) : error;
  }
}

/** The stages up to the target. @throws DaemonError bad-request */
function untilTarget(stages: readonly Stage[], target: string): readonly Stage[] {
  if (target === '') return stages;
  const at = stages.findIndex(({ from }) => from.stage === target.toLowerCase());
  if (at < 0) throw badRequest(`target stage ${JSON.stringify(target)} could not be found`);
  return stages.slice(0, at + 1);
}

/** `--label` is a LABEL at the end of the last stage. */
function withLabels(stages: readonly Stage[], labels: Readonly<Record<string, string>>): readonly Stage[] {
  const last = stages.at(-1);
  if (!last) return stages;
  const added = Object.entries(labels)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]): Command => ({
      kind: 'label',
      code: `LABEL ${name}=${value}`,
      location: last.from.location,
      // The client's text is no Dockerfile's: nothing in it is expanded.
      pairs: [{ name: `'${name}'`, value: `'${value.replaceAll("'", `'"'"'`)}'` }],
    }));
  return [...stages.slice(0, -1), { ...last, commands: [...last.commands, ...added] }];
}

async function runTriggers(build: Build, state: StageState): Promise<void> {
  const triggers = (state.config['OnBuild'] as readonly string[] | null | undefined) ?? [];
  if (triggers.length === 0) return;
  state.config['OnBuild'] = null;
  await build.output.stdout(`# Executing ${triggers.length} build trigger${triggers.length > 1 ? 's' : ''}\n`);
  for (const trigger of triggers) for (const command of parseCommands(trigger).commands) await runCommand(build, state, command);
}

async function runCommand(build: Build, state: StageState, command: Command): Promise<void> {
  try {
    await dispatch(build, state, command);
  } catch (error) {
    if (build.options.forceRemove) await removeStepContainers(build);
    throw error;
  }
  if (build.options.remove || build.options.forceRemove) await removeStepContainers(build);
  build.containers.clear();
}

async function runStage(build: Build, stage: Stage, args: BuildArgs, announce: (code: string) => Promise<void>): Promise<void> {
  const { output, options, images } = build;
  const name = stage.from.stage;
  if (name !== '' && build.stages.some((done) => done.name === name)) throw new Error(`${name} stage name already used`);
  await announce(stage.from.code);
  const image = await baseImage(build, stage.from, args);
  const config = { ...withDefaultPath(image?.config.config ?? {}), Image: image?.id ?? '' };
  const state: StageState = {
    image,
    config,
    hasCommand: false,
    author: image?.config.author ?? '',
    args,
    cache: new BuildCache(images.store, options.noCache),
  };
  await runTriggers(build, state);
  const showImage = (): Promise<void> => output.stdout(` ---> ${shortId(state.image?.id ?? '')}\n`);
  await showImage();
  for (const command of stage.commands) {
    if (output.isCancelled) throw new Error('Build cancelled');
    await announce(command.code);
    await runCommand(build, state, command);
    await showImage();
  }
  if (state.image) await output.image(state.image.id);
  build.stages.push({ name, imageId: state.image?.id ?? '' });
}

/** Returns the image's id. @throws Error with Docker's texts */
async function runBuild(build: Build, { args: globals, warnings }: Dockerfile, stages: readonly Stage[]): Promise<string> {
  const { output, options } = build;
  for (const warning of warnings) await output.stderr(`${warning}\n`);
  const steps = globals.length + stages.reduce((sum, { commands }) => sum + commands.length + 1, 0);
  let step = 0;
  const announce = (code: string): Promise<void> => output.stdout(`Step ${++step}/${steps} : ${code}\n`);
  const args = new BuildArgs(options.args);
  for (const command of globals) {
    await announce(command.code);
    for (const { name, value } of command.args) args.declareGlobal(name, value === undefined ? undefined : expandWord(value, args.globals(), build.escape));
  }
  for (const stage of stages) await runStage(build, stage, args.forStage(), announce);
  const unused = args.unused();
  if (unused.length > 0) await output.stdout(`[Warning] One or more build-args [${unused.join(' ')}] were not consumed\n`);
  const id = build.stages.at(-1)?.imageId ?? '';
  if (id === '') throw new Error('No image was generated. Is your Dockerfile empty?');
  return id;
}

async function finish({ images: { store }, engine, output }: Build, options: BuildOptions, id: string): Promise<void> {
  await output.stdout(`Successfully built ${shortId(id)}\n`);
  for (const name of options.names) {
    nameImage(store, id, name);
    engine.events.emit('image', 'tag', id, { name: familiarString(name) });
    await output.stdout(`Successfully tagged ${familiarString(name)}\n`);
  }
  await output.result(id);
}

/** `POST /build`. @throws DaemonError for what is wrong before the first step */
export async function buildImage(engine: Engine, images: Images, request: ApiRequest): Promise<Reply> {
  const options = readOptions(request);
  const context = await receiveContext(images.store, request.stream, options.dockerfile);
  const removeContext = (): void => engine.sys.files.removeAll(context.directory);
  let dockerfile: Dockerfile;
  let stages: readonly Stage[];
  try {
    dockerfile = parse(context.dockerfile);
    stages = withLabels(untilTarget(dockerfile.stages, options.target), options.labels);
  } catch (error) {
    removeContext();
    throw error;
  }
  return streamAfterFirst(async (writer) => {
    const output = new BuildOutput(writer, options.quiet);
    const build: Build = { engine, images, options, output, context, escape: dockerfile.escape, stages: [], containers: new Set() };
    try {
      await finish(build, options, await runBuild(build, dockerfile, stages));
    } catch (error) {
      await output.failed();
      throw error;
    } finally {
      removeContext();
    }
  });
}
