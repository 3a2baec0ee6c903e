import type { PtyOptions, PtySession } from '../../../engine-wasm/machine/client.ts';
import { Modifiers } from './modifiers.svelte.ts';

export type OpenPty = (options: PtyOptions) => Promise<PtySession>;

/** Where a session's output goes; resolves when it is ready for more. */
export type Sink = (output: Uint8Array | string) => Promise<void>;

const shell: readonly string[] = ['/bin/bash', '-l'];

const encoder = new TextEncoder();

/** One tab: a process on a pseudo terminal, one after the other. */
export class TerminalSession {
  readonly id: number;
  readonly argv: readonly string[];
  title = $state.raw('');
  state = $state.raw<'connecting' | 'open' | 'ended'>('connecting');
  readonly #openPty: OpenPty;
  #sink: Sink | null = null;
  #pty: PtySession | null = null;
  #size = { rows: 24, columns: 80 };
  #writing: Promise<void> = Promise.resolve();
  /** Typed once the process has said something: before that, what reads the line is not there yet. */
  #pending: string;

  constructor(openPty: OpenPty, options: { readonly id: number; readonly argv: readonly string[]; readonly title: string; readonly typed: string }) {
    this.#openPty = openPty;
    this.id = options.id;
    this.argv = options.argv;
    this.title = options.title;
    this.#pending = options.typed;
  }

  /** The view is there, and this large. */
  attach(sink: Sink, rows: number, columns: number): void {
    this.#sink = sink;
    this.#size = { rows, columns };
    void this.start();
  }

  async start(): Promise<void> {
    const sink = this.#sink;
    if (!sink || this.#pty) return;
    this.state = 'connecting';
    try {
      const pty = (this.#pty = await this.#openPty({ argv: this.argv, ...this.#size }));
      pty.resize(this.#size.rows, this.#size.columns);
      this.state = 'open';
      await this.#copy(pty, sink);
      this.#ended(await pty.exited);
    } catch (error) {
      await sink(`\r\n\x1b[31m${(error as Error).message}\x1b[0m`);
      this.#ended(-1);
    }
  }

  input(text: string): void {
    if (this.state !== 'open') {
      if (this.state === 'connecting') this.#pending += text;
      return;
    }
    const { stream } = this.#pty!;
    // One write after the other. A process that has just ended takes no more; its end is told by the reading side.
    this.#writing = this.#writing.then(() => stream.write(encoder.encode(text))).catch(() => undefined);
  }

  resize(rows: number, columns: number): void {
    this.#size = { rows, columns };
    this.#pty?.resize(rows, columns);
  }

  close(): void {
    this.#sink = null;
    this.#pty?.stream.close();
  }

  async #copy(pty: PtySession, sink: Sink): Promise<void> {
    for (let bytes = await pty.stream.read(); bytes !== null; bytes = await pty.stream.read()) {
      await sink(bytes);
      if (this.#pending) this.#type();
    }
  }

  #type(): void {
    const text = this.#pending;
    this.#pending = '';
    this.input(text);
  }

  #ended(code: number): void {
    this.#pty = null;
    this.state = 'ended';
    const why = code < 0 ? 'The session is over.' : `The session ended with exit code ${code}.`;
    void this.#sink?.(`\r\n\x1b[2m${why} Press Enter to start it again.\x1b[0m\r\n`);
  }
}

/** The tabs. */
export class Terminals {
  sessions = $state.raw<readonly TerminalSession[]>([]);
  #activeId = $state.raw(0);
  readonly active = $derived(this.sessions.find((session) => session.id === this.#activeId) ?? this.sessions[0]);
  /** Grows whenever the active terminal is to have the focus. */
  focusRequests = $state.raw(0);
  /** Of the on-screen keys. */
  readonly modifiers = new Modifiers();
  readonly #openPty: OpenPty;
  #nextId = 1;

  constructor(openPty: OpenPty) {
    this.#openPty = openPty;
  }

  /** A new tab; `typed` is entered in it as if by the learner. */
  open({
    argv = shell,
    title = '',
    typed = '',
    focus = true,
  }: { readonly argv?: readonly string[]; readonly title?: string; readonly typed?: string; readonly focus?: boolean } = {}): TerminalSession {
    const id = this.#nextId++;
    const session = new TerminalSession(this.#openPty, { id, argv, title: title || `Terminal ${this.#freeNumber()}`, typed });
    this.sessions = [...this.sessions, session];
    this.#activeId = id;
    if (focus) this.focusRequests++;
    return session;
  }

  /** A command in a tab of its own, which it has for good: once it has ended it is run there again. The focus stays. @throws Error while it runs */
  run(argv: readonly string[], title: string): void {
    const known = this.sessions.find((session) => session.argv.join('\0') === argv.join('\0'));
    if (!known) return void this.open({ argv, title, focus: false });
    if (known.state !== 'ended') throw new Error('It is running already: see its terminal.');
    this.activate(known, false);
    void known.start();
  }

  activate(session: TerminalSession, focus = true): void {
    this.#activeId = session.id;
    if (focus) this.focusRequests++;
  }

  /** Types into the active terminal, a new one when there is none; the learner presses Enter. */
  insert(text: string): void {
    if (this.active && this.active.state !== 'ended') this.active.input(text);
    else this.open({ typed: text });
    this.focusRequests++;
  }

  /** By `step` tabs, around the end. */
  cycle(step: number): void {
    const { length } = this.sessions;
    if (!this.active || length === 0) return;
    const at = this.sessions.indexOf(this.active);
    this.#activeId = this.sessions[(at + step + length) % length]!.id;
    this.focusRequests++;
  }

  close(session: TerminalSession): void {
    const at = this.sessions.indexOf(session);
    if (session === this.active) this.#activeId = (this.sessions[at + 1] ?? this.sessions[at - 1])?.id ?? 0;
    this.sessions = this.sessions.filter((other) => other !== session);
    session.close();
  }

  closeAll(): void {
    for (const session of this.sessions) session.close();
    this.sessions = [];
  }

  #freeNumber(): number {
    for (let number = 1; ; number++) {
      if (!this.sessions.some((session) => session.title === `Terminal ${number}`)) return number;
    }
  }
}
