/** Flags that name files which the client reads: environments, labels, seccomp profiles. */
import type { Sys, SysError } from '../../sys/sys.ts';

/** @throws Error in Go's words */
function readText({ files }: Sys, path: string): string {
  try {
    return files.readText(path);
  } catch (error) {
    const reasons: Readonly<Record<string, string>> = { ENOENT: 'no such file or directory', EACCES: 'permission denied', EISDIR: 'is a directory' };
    throw new Error(`open ${path}: ${reasons[(error as SysError).code] ?? (error as Error).message}`, { cause: error });
  }
}

/** `NAME=value` lines; `#` begins a comment. A name without value is left to the caller. @throws Error */
export function readLines(sys: Sys, path: string, kind: 'env' | 'label'): string[] {
  const lines = readText(sys, path)
    .split('\n')
    .map((line) => line.replace(/^[ \t]+/, '').replace(/\r$/, ''))
    .filter((line) => line !== '' && !line.startsWith('#'));
  for (const line of lines) {
    const name = line.split('=', 1)[0] as string;
    if (name === '') throw new Error(`invalid ${kind} file (${path}): no variable name on line '${line}'`);
    if (/[ \t]/.test(name)) throw new Error(`invalid ${kind} file (${path}): variable '${name}' contains whitespaces`);
  }
  return lines;
}

/** The daemon is sent a profile's content, for it cannot see this file system. @throws Error */
export function securityOptions(sys: Sys, given: readonly string[]): string[] {
  return given.map((option) => {
    if (option === 'no-new-privileges') return option;
    const [, name = '', value] = /^([^=:]+)[=:]([^]*)$/.exec(option) ?? [];
    if (value === undefined) throw new Error(`Invalid --security-opt: ${JSON.stringify(option)}`);
    if (name !== 'seccomp' || value === 'unconfined' || value === 'builtin') return option;
    let profile: string;
    try {
      profile = readText(sys, value);
    } catch (error) {
      throw new Error(`opening seccomp profile (${value}) failed: ${(error as Error).message}`, { cause: error });
    }
    try {
      return `seccomp=${JSON.stringify(JSON.parse(profile))}`;
    } catch (error) {
      throw new Error(`compacting json for seccomp profile (${value}) failed: ${(error as Error).message}`, { cause: error });
    }
  });
}
