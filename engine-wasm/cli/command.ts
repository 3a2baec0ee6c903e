import type { Sys } from '../sys/sys.ts';
import type { Client } from './client.ts';
import type { Flag, FlagValues } from './flags.ts';

export interface Context {
  readonly sys: Sys;
  readonly client: Client;
  readonly flags: FlagValues;
  readonly args: readonly string[];
  print(text: string): void;
  printError(text: string): void;
}

/** What the client refuses before it asks the daemon: printed as it is, exit code 1. */
export class Refusal extends Error {}

/** A command as its file exports it. */
export interface Command {
  readonly usage: string;
  readonly flags: readonly Flag[];
  /** Fewest and most arguments. */
  readonly args: readonly [number, number];
  /** Flags may follow arguments; not where what follows is somebody else's command line. */
  readonly interspersed: boolean;
  /** Resolves with the exit code. */
  run(context: Context): Promise<number>;
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
