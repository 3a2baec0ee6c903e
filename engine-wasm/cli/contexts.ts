import type { Sys } from '../sys/sys.ts';

/** There is one context, the default one: the daemon of this machine. Of any other the real client says where it looked for it. */
export function noContext({ processes, hashing }: Sys, name: string): string {
  const file = `${processes.env['HOME'] ?? ''}/.docker/contexts/meta/${hashing.sha256(name)}/meta.json`;
  return `context ${JSON.stringify(name)}: context not found: open ${file}: no such file or directory`;
}
