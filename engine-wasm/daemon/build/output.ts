/** What a build says to its client: Docker's JSON messages. */
import type { StreamWriter } from '../http/router.ts';

const red = '\u001b[91m';
const plain = '\u001b[0m';

export class BuildOutput {
  readonly #writer: StreamWriter;
  readonly #isQuiet: boolean;
  #kept = '';
  #isCancelled = false;

  /** A quiet build keeps what it would say until it fails. */
  constructor(writer: StreamWriter, quiet: boolean) {
    this.#writer = writer;
    this.#isQuiet = quiet;
    void writer.clientGone.then(() => (this.#isCancelled = true));
  }

  /** The client has left. */
  get isCancelled(): boolean {
    return this.#isCancelled;
  }

  get cancelled(): Promise<void> {
    return this.#writer.clientGone;
  }

  /** A message as it is, of a pull for example. */
  async send(text: string): Promise<void> {
    if (this.#isQuiet) this.#kept += text;
    // Nobody hears it: the build ends at its next step.
    else await this.#writer.write(text).catch(() => undefined);
  }

  stdout(text: string): Promise<void> {
    return this.#message({ stream: text });
  }

  stderr(text: string): Promise<void> {
    return this.#message({ stream: `${red}${text}${plain}` });
  }

  /** For programs: the id of a stage's image. */
  image(id: string): Promise<void> {
    return this.#isQuiet ? Promise.resolve() : this.#message({ aux: { ID: id } });
  }

  /** Of a quiet build that worked, only this is heard. */
  async result(id: string): Promise<void> {
    if (this.#isQuiet) await this.#writer.write(`${JSON.stringify({ stream: `${id}\n` })}\r\n`);
  }

  async failed(): Promise<void> {
    if (this.#kept !== '') await this.#writer.write(this.#kept);
  }

  #message(message: object): Promise<void> {
    return this.send(`${JSON.stringify(message)}\r\n`);
  }
}
