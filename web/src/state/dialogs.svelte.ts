export interface Question {
  readonly title: string;
  readonly text: string;
  /** What the button that goes on says. */
  readonly confirm: string;
  readonly danger: boolean;
}

export interface Prompt {
  readonly title: string;
  readonly label: string;
  readonly value: string;
  /** What the button that goes on says. */
  readonly confirm: string;
}

/** What a question is answered with when its box is ticked. */
export const tickedAnswer = 'ticked';

/** Dialogs that ask nothing. */
export type PlainDialog = 'palette' | 'go-to-file' | 'shortcuts' | 'about' | 'hub';

export type OpenDialog =
  | { readonly kind: 'question'; readonly question: Question; readonly option: string | null }
  | { readonly kind: 'prompt'; readonly prompt: Prompt }
  | { readonly kind: 'run'; readonly image: string }
  | { readonly kind: PlainDialog };

/** The one dialog that is open. */
export class Dialogs {
  open = $state.raw<OpenDialog | null>(null);
  #answer: (answer: string | null) => void = () => undefined;

  async confirm(question: Question): Promise<boolean> {
    return (await this.confirmWith(question, null)) !== null;
  }

  /** With a box that is ticked at first: is it still? `null` when the question was cancelled; without an option there is no box. */
  async confirmWith(question: Question, option: string | null): Promise<boolean | null> {
    const answer = await this.#ask({ kind: 'question', question, option });
    return answer === null ? null : answer === tickedAnswer;
  }

  /** `null` when it was cancelled. */
  prompt(prompt: Prompt): Promise<string | null> {
    return this.#ask({ kind: 'prompt', prompt });
  }

  show(kind: PlainDialog): void {
    void this.#ask({ kind });
  }

  /** A container of `image`, which may be empty: the learner fills it in. */
  run(image: string): void {
    void this.#ask({ kind: 'run', image });
  }

  /** For the dialog itself. */
  close(answer: string | null): void {
    this.open = null;
    this.#answer(answer);
  }

  #ask(open: OpenDialog): Promise<string | null> {
    this.#answer(null);
    this.open = open;
    return new Promise((resolve) => (this.#answer = resolve));
  }
}
