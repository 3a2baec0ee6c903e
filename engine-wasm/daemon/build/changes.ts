/** `--change` of commit and import: some instructions of a Dockerfile, applied to a configuration. */
import { DockerfileError, InstructionError } from '../../wire/dockerfile/error.ts';
import { ExpansionError } from '../../wire/dockerfile/expand.ts';
import { parseCommands } from '../../wire/dockerfile/parse.ts';
import { readDockerfile } from '../../wire/dockerfile/read.ts';
import { badRequest } from '../errors.ts';
import type { ImageRunConfig } from '../images/new-image.ts';
import { applyCommand, environmentOf, type ConfigCommand, type ConfigState } from './run-config.ts';

const allowed = ['CMD', 'ENTRYPOINT', 'HEALTHCHECK', 'ENV', 'EXPOSE', 'LABEL', 'ONBUILD', 'STOPSIGNAL', 'USER', 'VOLUME', 'WORKDIR'];

function apply(config: ImageRunConfig, text: string): ImageRunConfig {
  const refused = readDockerfile(text).statements.find(({ name }) => !allowed.includes(name.toUpperCase()));
  if (refused) throw badRequest(`${refused.name} is not a valid change command`);
  const { commands, escape } = parseCommands(text);
  const state: ConfigState = { config: { ...config }, hasCommand: false, author: '' };
  for (const command of commands as readonly ConfigCommand[]) applyCommand(state, command, environmentOf(state.config.Env ?? []), escape);
  return state.config;
}

/** @throws DaemonError bad-request with Docker's texts */
export function applyChanges(config: ImageRunConfig, changes: readonly string[]): ImageRunConfig {
  if (changes.length === 0) return config;
  try {
    return apply(config, changes.join('\n'));
  } catch (error) {
    if (error instanceof DockerfileError || error instanceof InstructionError || error instanceof ExpansionError) throw badRequest(error.message);
    throw error;
  }
}
