import type { BuildStep } from '../../../../engine-wasm/api/build.ts';
import { DockerfileError } from '../../../../engine-wasm/wire/dockerfile/error.ts';
import { readDockerfile } from '../../../../engine-wasm/wire/dockerfile/read.ts';
import type { Statement } from '../../../../engine-wasm/wire/dockerfile/statement.ts';
import { formatBytes } from '../../ui/format.ts';
import { readBuildCommand } from '../trace/build-command.ts';
import type { BuildRun } from '../trace/builds.svelte.ts';
import { directoryOf, isDockerfile, joinPath } from './paths.ts';

/** What a build made of an instruction, for the line that it begins on. */
export interface LineResult {
  /** From 1. */
  readonly line: number;
  readonly state: BuildStep['state'];
  readonly text: string;
}

function formatDuration(ms: number): string {
  return ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`;
}

function resultText({ state, durationMs = 0, size = 0, error = '' }: BuildStep): string {
  const bytes = size > 0 ? `, ${formatBytes(size)}` : '';
  const words: Readonly<Record<BuildStep['state'], string>> = {
    started: 'running…',
    cached: `reused from the cache in ${formatDuration(durationMs)}${bytes}`,
    done: `done in ${formatDuration(durationMs)}${bytes}`,
    failed: `failed: ${error}`,
  };
  return words[state];
}

function statementsOf(text: string): readonly Statement[] {
  try {
    return readDockerfile(text).statements;
  } catch (error) {
    if (error instanceof DockerfileError) return [];
    throw error;
  }
}

/** Beside the instructions that are still what they were when they were built, wherever they are by now. */
export function lineResults(text: string, { steps }: BuildRun): readonly LineResult[] {
  const statements = statementsOf(text);
  let next = 0;
  return steps.flatMap((step) => {
    const at = statements.findIndex(({ original }, i) => i >= next && original.trim() === step.code);
    if (at < 0 || step.line === 0) return [];
    next = at + 1;
    return [{ line: (statements[at] as Statement).location.line, state: step.state, text: resultText(step) }];
  });
}

/** The Dockerfile that a client was called for, when its words say it: with a relative path it depends on where the client was. */
export function dockerfileOf(argv: readonly string[]): string | null {
  const { context, file } = readBuildCommand(argv);
  if (file !== '') return file.startsWith('/') ? file : null;
  return context.startsWith('/') ? joinPath(context.replace(/(?<=.)\/+$/, ''), 'Dockerfile') : null;
}

/** Whether a build was of this file: by its path, or (typed with a relative one) by every instruction in its place. */
function isOf(run: BuildRun, path: string, statements: readonly Statement[]): boolean {
  if (run.argv.length === 0) return false;
  const named = dockerfileOf(run.argv);
  if (named !== null) return named === path;
  const written = run.steps.filter(({ line }) => line > 0);
  return (
    written.length > 0 && written.every(({ line, code }) => statements.some(({ location, original }) => location.line === line && original.trim() === code))
  );
}

/** The newest build of a Dockerfile. */
export function latestRun(runs: readonly BuildRun[], path: string, text: string): BuildRun | undefined {
  if (!isDockerfile(path)) return undefined;
  const statements = statementsOf(text);
  return runs.findLast((run) => isOf(run, path, statements));
}

/** The newest build of what is in a folder, whatever its Dockerfile is called. */
export function latestRunIn(runs: readonly BuildRun[], folder: string): BuildRun | undefined {
  return runs.findLast(({ argv }) => {
    const file = dockerfileOf(argv);
    return file !== null && directoryOf(file) === folder;
  });
}

/** One sentence for a build. */
export function summary({ steps, refusal }: BuildRun): string {
  const last = steps.at(-1);
  if (refusal !== '') return `Not built: ${refusal}`;
  if (!last) return 'Sending the folder to the daemon…';
  const failed = steps.find(({ state }) => state === 'failed');
  if (failed) return `Failed on line ${failed.line}: ${failed.error ?? 'the build was cut off'}`;
  const ended = steps.filter(({ state }) => state !== 'started');
  if (ended.length < last.steps) return `Step ${last.step} of ${last.steps}…`;
  const reused = steps.filter(({ state }) => state === 'cached').length;
  const total = steps.reduce((sum, { durationMs = 0 }) => sum + durationMs, 0);
  return `Built in ${formatDuration(total)}: ${reused} of ${last.steps} steps reused from the cache`;
}
