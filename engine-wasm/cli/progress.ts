/** What the daemon tells while it pulls, pushes, loads or builds: objects of JSON, one after the other (moby's jsonmessage). */
import type { Context } from './command.ts';
import { humanSize } from './format/sizes.ts';

interface Detail {
  readonly current?: number;
  readonly total?: number;
  readonly hidecounts?: boolean;
}

export interface Message {
  readonly id?: string;
  readonly status?: string;
  readonly stream?: string;
  readonly error?: string;
  readonly errorDetail?: { readonly code?: number; readonly message: string };
  readonly progressDetail?: Detail;
  readonly aux?: unknown;
}

/** The daemon failed half-way; the answer's status was a good one. */
export class StreamFailure extends Error {
  /** Of the command that failed in a build; 0 when there was none. */
  readonly code: number;
  constructor({ error, errorDetail }: Message) {
    super(errorDetail?.message ?? error);
    this.code = errorDetail?.code ?? 0;
  }
}

/** `[====>      ]  1.2MB/2.4MB` */
function bar({ current = 0, total = 0, hidecounts }: Detail, columns: number): string {
  if (current <= 0 && total <= 0) return '';
  if (total <= 0) return humanSize(current).padStart(8);
  const done = Math.min(50, Math.floor(Math.floor((current / total) * 100) / 2));
  const box = columns > 110 ? `[${'='.repeat(done)}>${' '.repeat(50 - done)}] ` : '';
  if (hidecounts) return box;
  return `${box}${humanSize(current).padStart(8)}${current > total ? '' : `/${humanSize(total)}`}`;
}

/** The lines on the screen that are drawn anew, one for each id, in the order of their appearance. */
class Screen {
  readonly #columns: number;
  #ids: string[] = [];

  constructor(columns: number) {
    this.#columns = columns;
  }

  draw({ id, status = '', stream, progressDetail }: Message): string {
    if (id === undefined && progressDetail) return `\x1b[2K\r${status} ${bar(progressDetail, this.#columns)}\r`;
    if (id === undefined || !progressDetail) {
      this.#ids = [];
      return stream ?? `${id === undefined ? '' : `${id}: `}${status}\n`;
    }
    const begin = this.#ids.includes(id) ? '' : '\n';
    if (begin !== '') this.#ids.push(id);
    const up = this.#ids.length - this.#ids.indexOf(id);
    return `${begin}\x1b[${up}A\x1b[2K\r${id}: ${status} ${bar(progressDetail, this.#columns)}\r\x1b[${up}B`;
  }
}

function plainLine({ id, status = '', stream, progressDetail }: Message): string {
  if (progressDetail && bar(progressDetail, 0) !== '') return '';
  return stream ?? `${id === undefined ? '' : `${id}: `}${status}\n`;
}

/** On a terminal each id has a line of its own that is drawn anew; elsewhere steps are told and amounts are not. @throws StreamFailure */
export async function showProgress(
  { sys, print }: Context,
  messages: AsyncIterable<Message>,
  seeAux: (aux: unknown) => void = () => undefined,
  fd = 1,
): Promise<void> {
  const screen = sys.terminals.isTerminal(fd) ? new Screen(sys.terminals.size(fd).columns) : null;
  for await (const message of messages) {
    if (message.error !== undefined || message.errorDetail) throw new StreamFailure(message);
    if (message.aux !== undefined) seeAux(message.aux);
    else print(screen ? screen.draw(message) : plainLine(message));
  }
}
