import type { Sys } from '../sys/sys.ts';
import type { Client } from './client.ts';
import type { CheckFlag, FlagValues } from './flags.ts';

export interface Context {
  readonly sys: Sys;
  readonly client: Client;
  /** What the command was called by: `ps`, `container ls`. */
  readonly name: string;
  readonly flags: FlagValues;
  readonly args: readonly string[];
  print(text: string): void;
  printError(text: string): void;
}

/** A command as its file exports it. */
export interface Command {
  /** What follows the name in the usage line. */
  readonly usage: string;
  /** The flags, line by line as `--help` prints them on a terminal that is wide enough. See {@link file://./flags.ts}. */
  readonly options?: string;
  /** Flags that work and that `--help` does not tell: old names. */
  readonly hidden?: string;
  /** What the help says at its beginning; absent where it is the line of the list of commands. */
  readonly about?: string;
  /** The real client says so in its help. */
  readonly experimental?: true;
  /** Fewest and most arguments. */
  readonly args: readonly [number, number];
  /** False where the words after the first argument are somebody else's command line. */
  readonly interspersed?: false;
  readonly check?: CheckFlag;
  /** Resolves with the exit code. */
  run(context: Context): Promise<number>;
}

/** What the client refuses or gives up on by itself: printed as it is, with this exit code. */
export class Refusal extends Error {
  readonly code: number;
  constructor(message: string, code = 1) {
    super(message);
    this.code = code;
  }
}

export const text = (flags: FlagValues, name: string): string => (flags[name] as string | undefined) ?? '';
export const isSet = (flags: FlagValues, name: string): boolean => flags[name] === true;
export const list = (flags: FlagValues, name: string): readonly string[] => (flags[name] as readonly string[] | undefined) ?? [];

/** Does the same to each argument and names it when it worked; one failure does not stop the others. A forgiven one is told but leaves the exit code. */
export async function forEach(
  { args, print, printError }: Context,
  work: (name: string) => Promise<void>,
  forgives: (error: unknown) => boolean = () => false,
): Promise<number> {
  let code = 0;
  for (const name of args) {
    try {
      await work(name);
      print(`${name}\n`);
    } catch (error) {
      if (!forgives(error)) code = 1;
      printError(`Error response from daemon: ${(error as Error).message}\n`);
    }
  }
  return code;
}
