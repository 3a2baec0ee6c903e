/** RUN: a container that runs a command, and what it changed. */
import { SIGKILL } from '../../sys/constants.ts';
import { FdStream } from '../../sys/fd-stream.ts';
import type { Run } from '../../wire/dockerfile/instruction.ts';
import { FrameSplitter } from '../../wire/stream-frames.ts';
import { overlayOf, type Container } from '../containers/container.ts';
import { waitersOf } from '../containers/engine.ts';
import { startContainer } from '../containers/start.ts';
import { addLayerOf } from '../images/add-layer.ts';
import { runOptionsKey } from '../images/new-image.ts';
import type { MonitorTask } from '../runtime/monitor-task.ts';
import { commitStep, useCache } from './commit-step.ts';
import { commandLine, environmentOf, shellOf } from './run-config.ts';
import { parseMounts, runOptionsOf, takeMounts, type RunMounts } from './run-mounts.ts';
import { shellScript } from './run-script.ts';
import type { Build, StageState } from './state.ts';
import { createStepContainer } from './step-container.ts';

/** A command that ended with another code than 0: the client ends with it, too. */
class CommandFailed extends Error {
  readonly code: number;
  constructor(command: readonly string[], code: number) {
    super(`The command '${command.join(' ')}' returned a non-zero code: ${code}`);
    this.code = code;
  }
}

/** Attaches to a container that is about to start, and tells the client what it prints; resolves at the end of its output. */
function followOutput({ engine, output }: Build, container: Container): Promise<void> {
  const { sys } = engine;
  const [ours, theirs] = sys.sockets.pair();
  const options = { stdin: false, stdout: true, stderr: true, framed: true, detachKeys: '' };
  const attach = (task: MonitorTask): void => task.attach(theirs, options, new Uint8Array(0));
  engine.attachments.set(container.id, [...(engine.attachments.get(container.id) ?? []), attach]);
  const stream = new FdStream(sys, ours);
  const decoder = new TextDecoder();
  const splitter = new FrameSplitter();
  const follow = async (): Promise<void> => {
    for (let bytes = await stream.read(); bytes !== null; bytes = await stream.read())
      for (const { channel, bytes: piece } of splitter.push(bytes)) await output.printed(channel, decoder.decode(piece));
    stream.close();
  };
  return follow();
}

async function runToEnd(build: Build, container: Container, mounts: RunMounts): Promise<number> {
  const { engine } = build;
  const printed = followOutput(build, container);
  const ended = new Promise<number>((resolve) => waitersOf(engine, container.id).exit.add(resolve));
  await startContainer(engine, container, { extras: mounts.extrasFor(container) });
  void build.output.cancelled.then(() => engine.tasks.get(container.id)?.signal(SIGKILL));
  const code = await ended;
  await printed;
  return code;
}

/** History and cache have the arguments before the command, as `|2 A=1 B=2`. */
function withArguments(state: StageState, args: ReadonlyMap<string, string>, command: readonly string[]): readonly string[] {
  const shown = [...args].filter(([name]) => state.args.isShown(name)).map((pair) => pair.join('='));
  return args.size === 0 ? command : [`|${shown.length}`, ...shown.sort(), ...command];
}

/** What a RUN may not have here. @throws Error with BuildKit's texts */
function checkRights({ options }: Build, { network, security, devices }: Run): void {
  if (network === 'host' && !options.allowsHostNetwork) throw new Error('network.host is not allowed');
  if (security === 'insecure') throw new Error('security.insecure is not allowed');
  // No device has a name here (Container Device Interface): one that is not required is done without.
  const required = devices
    .map((device) => device.split(','))
    .find(([, ...options]) => options.some((option) => ['required', 'required=true'].includes(option)));
  if (required) throw new Error(`required device ${JSON.stringify(required[0]?.replace(/^name=/, ''))} is not registered`);
}

/** @throws Error with Docker's texts */
export async function runStep(build: Build, state: StageState, run: Run): Promise<void> {
  const { images } = build;
  checkRights(build, run);
  const script = shellScript(run);
  const command = script === null ? commandLine(state.config, run.command) : [...shellOf(state.config), script];
  const args = state.args.without(environmentOf(state.config.Env ?? []));
  const saved = withArguments(state, args, command);
  const wanted = parseMounts(build, state, run);
  const options = await runOptionsOf(build, run, wanted);
  const made = { ...state.config, Cmd: saved, Entrypoint: null, ...(options !== '' && { [runOptionsKey]: options }) };
  if (await useCache(build, state, made)) return;
  const mounts = await takeMounts(build, state, wanted);
  try {
    const Env = [...(state.config.Env ?? []), ...[...args].map((pair) => pair.join('='))];
    const host = run.network && run.network !== 'default' ? { NetworkMode: run.network } : {};
    const container = await createStepContainer(build, state, { ...state.config, Cmd: command, Env, Entrypoint: [''] }, host);
    const code = await runToEnd(build, container, mounts);
    mounts.clean(container);
    if (code !== 0) throw new CommandFailed(command, code);
    const diffId = await addLayerOf(images.store, state.image?.config.rootfs.diff_ids ?? [], `${overlayOf(container)}/diff`);
    commitStep(build, state, made, diffId, container);
  } finally {
    mounts.release();
  }
}
