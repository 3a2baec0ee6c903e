/** Docker's progress messages: JSON objects, each ended by CRLF. */
export interface Progress {
  /** About one layer; with `total` also how far it is, in bytes. */
  layer(id: string, status: string, current?: number, total?: number): Promise<void>;
  /** About everything; `id` is the tag where there is one. */
  say(status: string, id?: string): Promise<void>;
  /** For programs: what a push put there. */
  aux(value: object): Promise<void>;
}

export function progressTo(write: (text: string) => Promise<void>): Progress {
  const send = (message: object): Promise<void> => write(`${JSON.stringify(message)}\r\n`);
  return {
    layer: (id, status, current, total) => send({ status, progressDetail: total === undefined ? {} : { current, total }, id }),
    aux: (aux) => send({ progressDetail: {}, aux }),
    say: (status, id) => send(id === undefined ? { status } : { status, id }),
  };
}
