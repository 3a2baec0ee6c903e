/** What a build says to its client: Docker's JSON messages. */

/** Resolves when the text is taken; rejects when nobody will hear it. */
export type Send = (text: string) => Promise<void>;

const red = '\u001b[91m';
const plain = '\u001b[0m';
/** Characters that a stage may say before it is its turn. */
const mostKept = 256 * 1024;

/** A stage's texts are kept until the stages before it are done. */
function inTurn(send: Send, turn: Promise<unknown>): Send {
  let kept = '';
  let isTurn = false;
  const begun = turn.then(async () => {
    isTurn = true;
    if (kept !== '') await send(kept);
  });
  begun.catch(() => undefined);
  return async (text) => {
    if (isTurn) return send(text);
    kept += text;
    if (kept.length > mostKept) await begun;
  };
}

export class BuildOutput {
  readonly send: Send;
  /** Resolves when the build is to end: its client has left, or a stage before failed. */
  readonly cancelled: Promise<unknown>;
  #isCancelled = false;
  #step: number | undefined;

  constructor(send: Send, cancelled: Promise<unknown>) {
    this.send = send;
    this.cancelled = cancelled;
    void cancelled.then(() => (this.#isCancelled = true));
  }

  /** Of a stage whose turn it is once `turn` resolves, and which is to end when it rejects. */
  forStage(turn: Promise<unknown>): BuildOutput {
    const failed = new Promise<void>((resolve) => turn.catch(() => resolve()));
    return new BuildOutput(inTurn(this.send, turn), Promise.race([this.cancelled, failed]));
  }

  get isCancelled(): boolean {
    return this.#isCancelled;
  }

  /** What commands print from now on is marked as this step's. */
  mark(step: number): void {
    this.#step = step;
  }

  stdout(text: string): Promise<void> {
    return this.#message({ stream: text });
  }

  stderr(text: string): Promise<void> {
    return this.#message({ stream: inRed(text) });
  }

  /** By a command. */
  printed(channel: 'stdout' | 'stderr', text: string): Promise<void> {
    return this.#message({ stream: channel === 'stdout' ? text : inRed(text), ...(this.#step !== undefined && { step: this.#step }) });
  }

  /** Bytes so far of `total`; -1: nobody knows. */
  progress(status: string, current: number, total: number): Promise<void> {
    return this.#message({ status, progressDetail: { current, total } });
  }

  /** Docker has an empty message after progress that did not come to the end that was told. */
  progressEnd(): Promise<void> {
    return this.#message({});
  }

  /** For programs: the id of a stage's image. */
  image(id: string): Promise<void> {
    return this.#message({ aux: { ID: id } });
  }

  #message(message: object): Promise<void> {
    return this.send(`${JSON.stringify(message)}\r\n`);
  }
}

const inRed = (text: string): string => `${red}${text}${plain}`;
