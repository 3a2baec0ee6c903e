/** What a client was told to build. */
export interface BuildCommand {
  /** As typed: perhaps relative to where the client was; empty when there is none. */
  readonly context: string;
  /** Of `-f`; empty without it. */
  readonly file: string;
}

const fileFlag = /^(?:-f|--file)(?:=(.*))?$/;
/** Flags that take no word after them. */
const switches = /^(?:--no-cache|--pull|-q|--quiet|--rm|--force-rm|--compress|--squash|--disable-content-trust|-\w+=.*|--[\w-]+=.*)$/;

/** Reads the arguments of `docker build`. */
export function readBuildCommand(argv: readonly string[]): BuildCommand {
  const words = argv.slice(argv.indexOf('build') + 1);
  let context = '';
  let file = '';
  for (let i = 0; i < words.length; i++) {
    const word = words[i] as string;
    const named = fileFlag.exec(word);
    if (named) file = named[1] ?? words[++i] ?? '';
    else if (!word.startsWith('-')) context = word;
    else if (!switches.test(word)) i++;
  }
  return { context, file };
}
