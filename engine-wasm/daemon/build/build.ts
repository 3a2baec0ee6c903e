/** `docker build`, as the classic builder does it: a step an instruction, an image a step. */
import { buildStepId, type BuildStep, type BuildStepMessage } from '../../api/build.ts';
import { DockerfileError } from '../../wire/dockerfile/error.ts';
import { expandWord } from '../../wire/dockerfile/expand.ts';
import type { Command } from '../../wire/dockerfile/instruction.ts';
import { parseStages, type Dockerfile, type Stage } from '../../wire/dockerfile/parse.ts';
import { readDockerfile, type DockerfileText } from '../../wire/dockerfile/read.ts';
import { familiarString } from '../../wire/reference.ts';
import type { Engine } from '../containers/engine.ts';
import { badRequest } from '../errors.ts';
import { streamAfterFirst } from '../http/late-stream.ts';
import type { ApiRequest, Reply, StreamWriter } from '../http/router.ts';
import type { Images } from '../images/index.ts';
import { nameImage } from '../images/new-image.ts';
import { BuildArgs } from './args.ts';
import { receiveContext, type BuildContext } from './context.ts';
import { readOptions, type BuildOptions } from './options.ts';
import { BuildOutput, type Send } from './output.ts';
import type { SecretSessions } from './secrets.ts';
import { runStages } from './stages.ts';
import { shortId, type Build } from './state.ts';
import { runAsStep } from './step.ts';

/** @throws DaemonError bad-request with Docker's texts */
function parse({ dockerfile: text, name }: BuildContext): Dockerfile {
  let statements: DockerfileText;
  try {
    statements = readDockerfile(text);
  } catch (error) {
    throw error instanceof DockerfileError ? badRequest(`failed to parse ${name}: ${error.message}`) : error;
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
      location: { line: 0, column: 0, endLine: 0 },
      // The client's text is no Dockerfile's: nothing in it is expanded.
      pairs: [{ name: `'${name}'`, value: `'${value.replaceAll("'", `'"'"'`)}'` }],
    }));
  return [...stages.slice(0, -1), { ...last, commands: [...last.commands, ...added] }];
}

/** Returns the image's id. @throws Error with Docker's texts */
async function runBuild(build: Build, { args: globals, warnings }: Dockerfile, stages: readonly Stage[]): Promise<string> {
  const { output, options } = build;
  for (const warning of warnings) await output.stderr(`${warning}\n`);
  const steps = globals.length + stages.reduce((sum, { commands }) => sum + commands.length + 1, 0);
  const args = new BuildArgs(options.args);
  for (const [i, command] of globals.entries()) {
    await runAsStep(build, { step: i + 1, steps, stage: -1, stageName: '' }, command, () => {
      for (const { name, value } of command.args) args.declareGlobal(name, value === undefined ? undefined : expandWord(value, args.globals(), build.escape));
      return Promise.resolve({ state: 'done' });
    });
  }
  const id = await runStages(build, stages, args, { step: globals.length + 1, steps, stage: 0, stageName: '' });
  const unused = args.unused();
  if (unused.length > 0) await output.stdout(`[Warning] One or more build-args [${unused.join(' ')}] were not consumed\n`);
  if (id === '') throw new Error('No image was generated. Is your Dockerfile empty?');
  return id;
}

const message = (content: object): string => `${JSON.stringify(content)}\r\n`;

async function finish({ images: { store }, engine, output }: Build, options: BuildOptions, id: string): Promise<void> {
  await output.stdout(`Successfully built ${shortId(id)}\n`);
  for (const name of options.names) {
    nameImage(store, id, name);
    engine.events.emit('image', 'tag', id, { name: familiarString(name) });
    await output.stdout(`Successfully tagged ${familiarString(name)}\n`);
  }
}

/** Of a quiet build only the image's id is heard, or all of it when it fails. */
async function runQuietly(writer: StreamWriter, run: (send: Send) => Promise<string>): Promise<void> {
  let kept = '';
  const keep: Send = (text) => {
    kept += text;
    return Promise.resolve();
  };
  try {
    const id = await run(keep);
    await writer.write(message({ stream: `${id}\n` }));
  } catch (error) {
    if (kept !== '') await writer.write(kept);
    throw error;
  }
}

/** `POST /build`. @throws DaemonError for what is wrong before the first step */
export async function buildImage(engine: Engine, images: Images, sessions: SecretSessions, request: ApiRequest): Promise<Reply> {
  const secrets = sessions.open(request.query['session'] ?? '');
  let place: string | undefined;
  const clean = (): void => {
    secrets.close();
    if (place !== undefined) engine.sys.files.removeAll(place);
  };
  let options: BuildOptions;
  let context: BuildContext;
  let dockerfile: Dockerfile;
  let stages: readonly Stage[];
  try {
    options = readOptions(request);
    context = await receiveContext(images.store, request.stream, options.dockerfile);
    ({ place } = context);
    dockerfile = parse(context);
    stages = withLabels(untilTarget(dockerfile.stages, options.target), options.labels);
  } catch (error) {
    clean();
    throw error;
  }
  return streamAfterFirst(async (writer) => {
    // A client that left hears nothing: the build ends at its next step.
    const hear: Send = (text) => writer.write(text).catch(() => undefined);
    const tell = (step: BuildStep): void => {
      engine.trace.emit({ kind: 'build-step', request: request.id, ...step });
      if (options.steps) void hear(message({ id: buildStepId, aux: step } satisfies BuildStepMessage));
    };
    const run = async (send: Send): Promise<string> => {
      const output = new BuildOutput(send, writer.clientGone);
      const build: Build = { engine, images, options, output, context, secrets, tell, escape: dockerfile.escape, stages: [], containers: new Set() };
      const id = await runBuild(build, dockerfile, stages);
      await finish(build, options, id);
      return id;
    };
    try {
      await (options.quiet ? runQuietly(writer, run) : run(hear));
    } finally {
      clean();
    }
  });
}
