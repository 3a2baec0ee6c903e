/** `docker build --progress=plain`: each step as BuildKit shows it, from what the daemon tells of it as data (api/build.ts). */
import { buildStepId, type BuildStep } from '../../api/build.ts';
import type { Context } from '../command.ts';
import { StreamFailure, type Message } from '../progress.ts';

type BuildMessage = Message & { readonly step?: number };

const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)}s`;

function lineOf({ step, steps, stageName, code, state, durationMs = 0, error }: BuildStep): string {
  switch (state) {
    case 'started':
      return `#${step} [${stageName === '' ? '' : `${stageName} `}${step}/${steps}] ${code}\n`;
    case 'cached':
      return `#${step} CACHED\n\n`;
    case 'done':
      return `#${step} DONE ${seconds(durationMs)}\n\n`;
    case 'failed':
      return `#${step} ERROR: ${error ?? ''}\n`;
  }
}

/** Where it stands in the Dockerfile. */
function quote(dockerfile: string, { line, code }: BuildStep): string {
  const rule = '-'.repeat(20);
  return `------\n${dockerfile}:${line}\n${rule}\n${String(line).padStart(4)} | >>> ${code}\n${rule}\n`;
}

/** What a command printed, each line with its step's number. */
function printed(step: number, text: string): string {
  return text.replace(/\n$/, '').replace(/^/gm, `#${step} `) + '\n';
}

/** @throws StreamFailure */
export async function showSteps(
  { print }: Pick<Context, 'print'>,
  messages: AsyncIterable<BuildMessage>,
  dockerfile: string,
  seeAux: (aux: unknown) => void,
): Promise<void> {
  let failed: BuildStep | undefined;
  for await (const message of messages) {
    if (message.error !== undefined || message.errorDetail) {
      if (failed && failed.line > 0) print(quote(dockerfile, failed));
      throw new StreamFailure(message);
    }
    if (message.id === buildStepId) {
      const step = message.aux as BuildStep;
      if (step.state === 'failed') failed ??= step;
      print(lineOf(step));
    } else if (message.aux !== undefined) seeAux(message.aux);
    else if (message.step !== undefined) print(printed(message.step, message.stream ?? ''));
    else if (message.stream?.startsWith('Successfully')) print(message.stream);
  }
}
