import type { Context } from './command.ts';
import { query } from './client.ts';

interface Progress {
  readonly id?: string;
  readonly status?: string;
  readonly error?: string;
  readonly progressDetail?: { readonly current?: number; readonly total?: number };
}

/** `name[:tag]` with Docker's default tag. */
function split(reference: string): readonly [name: string, tag: string] {
  const at = reference.indexOf('@');
  if (at >= 0) return [reference.slice(0, at), reference.slice(at + 1)];
  const colon = reference.lastIndexOf(':');
  return colon > reference.lastIndexOf('/') ? [reference.slice(0, colon), reference.slice(colon + 1)] : [reference, 'latest'];
}

/** Shows each layer on a line of its own on a terminal, and line by line elsewhere. @throws Error with the daemon's text */
export async function pullImage({ client, sys, print }: Context, reference: string, show: boolean): Promise<void> {
  const [fromImage, tag] = split(reference);
  const terminal = sys.terminals.isTerminal(1);
  const rows: string[] = [];
  let last = '';
  for await (const { id, status = '', error, progressDetail } of client.lines<Progress>('POST', `/images/create${query({ fromImage, tag })}`)) {
    if (error !== undefined) throw new Error(error);
    if (!show) continue;
    const done = progressDetail?.total ? `  ${Math.floor((100 * (progressDetail.current ?? 0)) / progressDetail.total)}%` : '';
    const line = id === undefined ? status : `${id}: ${status}`;
    if (!terminal || id === undefined || !progressDetail) {
      if (line !== last) print(`${line}\n`);
      last = line;
      continue;
    }
    if (!rows.includes(id)) {
      rows.push(id);
      print('\n');
    }
    const up = rows.length - rows.indexOf(id);
    print(`\x1b[${up}A\r\x1b[K${line}${done}\x1b[${up}B\r`);
  }
}
