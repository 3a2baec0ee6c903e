/** Numbers in queries, refused as Go's strconv and Docker's handlers do: with status 500. */
import { badRequest, DaemonError } from '../errors.ts';

function refuse(parser: 'Atoi' | 'ParseInt', text: string): never {
  throw new DaemonError('internal', `strconv.${parser}: parsing "${text}": invalid syntax`);
}

/** `undefined` when absent or empty. @throws DaemonError internal */
export function integer(text: string | undefined): number | undefined {
  if (text === undefined || text === '') return undefined;
  return /^[+-]?\d+$/.test(text) ? Number(text) : refuse('Atoi', text);
}

/** `seconds[.fraction]` since the epoch; `undefined` when absent or empty. @throws DaemonError internal */
export function unixTime(text: string | undefined): number | undefined {
  if (text === undefined || text === '') return undefined;
  const [whole = '', fraction = '0'] = text.split('.', 2);
  for (const part of [whole, fraction]) if (!/^-?\d+$/.test(part)) refuse('ParseInt', part);
  return Number(text);
}

/** `h` and `w` of a resize. @throws DaemonError bad-request */
export function terminalSize(query: Readonly<Record<string, string>>): { readonly rows: number; readonly columns: number } {
  const size = (name: 'h' | 'w', word: string): number => {
    const text = query[name] ?? '';
    if (!/^\d+$/.test(text)) throw badRequest(`invalid resize ${word} "${text}": invalid syntax`);
    return Number(text);
  };
  return { rows: size('h', 'height'), columns: size('w', 'width') };
}
