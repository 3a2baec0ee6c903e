/** A Dockerfile as stages. */
import { DockerfileError } from './error.ts';
import type { Arg, Command, From } from './instruction.ts';
import { parseInstruction } from './parse-instruction.ts';
import { readDockerfile, type DockerfileText } from './read.ts';
import { locate } from './statement.ts';

export interface Stage {
  readonly from: From;
  readonly commands: readonly Command[];
}

export interface Dockerfile {
  /** ARGs before the first FROM: FROM lines may use them. */
  readonly args: readonly Arg[];
  readonly stages: readonly Stage[];
  readonly escape: string;
  readonly warnings: readonly string[];
}

/** @throws DockerfileError */
export function parseStages({ statements, escape, warnings }: DockerfileText): Dockerfile {
  const args: Arg[] = [];
  const stages: { from: From; commands: Command[] }[] = [];
  for (const statement of statements) {
    const { location } = statement;
    const wrap = (message: string): Error => new DockerfileError(`dockerfile parse error on line ${location.line}: ${message}`, location);
    const instruction = locate(() => parseInstruction(statement), wrap);
    const current = stages.at(-1);
    if (instruction.kind === 'from') stages.push({ from: instruction, commands: [] });
    else if (current) current.commands.push(instruction);
    else if (instruction.kind === 'arg') args.push(instruction);
    else throw new DockerfileError('no build stage in current context', location);
  }
  return { args, stages, escape, warnings };
}

/** @throws DockerfileError; Docker says "failed to parse Dockerfile: " before what the reader finds */
export function parseDockerfile(text: string): Dockerfile {
  return parseStages(readDockerfile(text));
}

/** A single instruction that is not FROM, of an ONBUILD trigger or a `--change`. @throws DockerfileError or InstructionError */
export function parseCommands(text: string): { readonly commands: readonly Command[]; readonly escape: string } {
  const { statements, escape } = readDockerfile(text);
  const commands = statements.map((statement) => {
    const instruction = parseInstruction(statement);
    if (instruction.kind === 'from') throw new DockerfileError('*instructions.Stage is not a command type', statement.location);
    return instruction;
  });
  return { commands, escape };
}
