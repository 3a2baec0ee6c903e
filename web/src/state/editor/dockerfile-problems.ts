import { DockerfileError, InstructionError, type Location } from '../../../../engine-wasm/wire/dockerfile/error.ts';
import { parseInstruction } from '../../../../engine-wasm/wire/dockerfile/parse-instruction.ts';
import { parseStages } from '../../../../engine-wasm/wire/dockerfile/parse.ts';
import { readDockerfile, type DockerfileText } from '../../../../engine-wasm/wire/dockerfile/read.ts';

/** What a build would refuse, and where. */
export interface Problem {
  readonly message: string;
  readonly location: Location;
  /** The instruction that was meant, in place of the one that there is none of. */
  readonly instead: string | null;
}

const problem = (message: string, location: Location): Problem => ({
  message,
  location,
  instead: /^unknown instruction: \S+ \(did you mean (\w+)\?\)$/.exec(message)?.[1] ?? null,
});

function failure(work: () => unknown, location?: Location): Problem[] {
  try {
    work();
    return [];
  } catch (error) {
    if (error instanceof DockerfileError) return [problem(error.message, error.location)];
    if (error instanceof InstructionError && location) return [problem(error.message, location)];
    throw error;
  }
}

/** With the engine's own parser, which stops at the first problem: here every instruction is looked at by itself. */
export function dockerfileProblems(text: string): readonly Problem[] {
  let read: DockerfileText | undefined;
  const unreadable = failure(() => (read = readDockerfile(text)));
  if (!read) return unreadable;
  const { statements } = read;
  const wrong = statements.flatMap((statement) => failure(() => parseInstruction(statement), statement.location));
  return wrong.length > 0 ? wrong : failure(() => parseStages(read as DockerfileText));
}
