/** One instruction of a stage. */
import { expandWord } from '../../wire/dockerfile/expand.ts';
import type { Arg, Command } from '../../wire/dockerfile/instruction.ts';
import { commitConfig } from './commit-step.ts';
import { copyStep } from './copy.ts';
import { runStep } from './run.ts';
import { applyCommand, type ConfigCommand } from './run-config.ts';
import { variablesOf, type Build, type StageState } from './state.ts';
import { workdirStep } from './workdir.ts';

async function argStep(build: Build, state: StageState, command: Arg): Promise<void> {
  const variables = variablesOf(state);
  const shown = command.args.map(({ name, value }) => {
    const expanded = value === undefined ? undefined : expandWord(value, variables, build.escape);
    state.args.declare(name, expanded);
    return expanded === undefined ? name : `${name}=${expanded}`;
  });
  await commitConfig(build, state, `ARG ${shown.join(' ')}`);
}

/** Notes what a later instruction replaces, as Docker does for health checks alone. */
async function noteOverride({ output }: Build, { config }: StageState, command: Command): Promise<void> {
  const before = (config['Healthcheck'] as { readonly Test?: readonly string[] } | undefined)?.Test ?? [];
  if (command.kind === 'healthcheck' && before.length > 0 && before[0] !== 'NONE')
    await output.stdout(`Note: overriding previous HEALTHCHECK: [${before.join(' ')}]\n`);
}

/** @throws Error with Docker's texts */
export async function dispatch(build: Build, state: StageState, command: Command): Promise<void> {
  switch (command.kind) {
    case 'run':
      return runStep(build, state, command);
    case 'copy':
    case 'add':
      return copyStep(build, state, command);
    case 'arg':
      return argStep(build, state, command);
    case 'workdir':
      return workdirStep(build, state, command as Command & { readonly kind: 'workdir' });
    default:
      await noteOverride(build, state, command);
      return commitConfig(build, state, applyCommand(state, command as ConfigCommand, variablesOf(state), build.escape));
  }
}
