import type { Sys } from '../../sys/sys.ts';
import { list } from '../command.ts';
import type { FlagValues } from '../flags.ts';

/** `name=value` and plain names, as an object. */
export function pairs(lines: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    lines.map((line): [string, string] => {
      const equals = line.indexOf('=');
      return equals < 0 ? [line, ''] : [line.slice(0, equals), line.slice(equals + 1)];
    }),
  );
}

async function fromFiles(sys: Sys, paths: readonly string[], kind: 'env' | 'label'): Promise<string[]> {
  if (paths.length === 0) return [];
  const { readLines } = await import('./files.ts');
  return paths.flatMap((path) => readLines(sys, path, kind));
}

/** A name without value is this process's own variable, and is left out where there is none. @throws Error */
export async function environment(sys: Sys, flags: FlagValues): Promise<string[]> {
  const inherit = (line: string): string[] => {
    if (line.includes('=')) return [line];
    const value = sys.processes.env[line];
    return value === undefined ? [] : [`${line}=${value}`];
  };
  const fromFile = (await fromFiles(sys, list(flags, 'env-file'), 'env')).flatMap(inherit);
  // Of `-e NAME` without a value here the daemon is told: it takes the variable out of the image's environment.
  return [...fromFile, ...list(flags, 'env').map((line) => inherit(line)[0] ?? line)];
}

/** @throws Error */
export async function labels(sys: Sys, flags: FlagValues): Promise<Record<string, string>> {
  return pairs([...(await fromFiles(sys, list(flags, 'label-file'), 'label')), ...list(flags, 'label')]);
}
