/** A Dockerfile's text as statements: parser directives, comments, continued lines, here-documents (Dockerfile reference, "Format"). */
import { DockerfileError, type Location } from './error.ts';
import { heredocsOf, type Heredoc } from './heredoc.ts';
import { cut, locate, takesHeredocs, type Statement } from './statement.ts';

export interface DockerfileText {
  readonly statements: readonly Statement[];
  /** What escapes, and continues a line: a backslash unless a directive says otherwise. */
  readonly escape: string;
  readonly warnings: readonly string[];
}

/** Characters; Docker's reader has a buffer of 64 KiB. */
const longestLine = 65_535;
const directives = ['escape', 'syntax', 'check'];

class Reader {
  readonly #lines: readonly string[];
  readonly #statements: Statement[] = [];
  readonly #warnings: string[] = [];
  #escape = '\\';
  #next = 0;

  constructor(text: string) {
    const lines = text.replace(/^\ufeff/, '').split('\n');
    if (lines.at(-1) === '') lines.pop();
    this.#lines = lines;
  }

  read(): DockerfileText {
    this.#readDirectives();
    while (this.#next < this.#lines.length) this.#readStatement();
    if (this.#statements.length === 0) throw this.#error('file with no instructions', this.#lines.length);
    if (this.#warnings.length > 0) this.#warnings.push('[WARNING]: Empty continuation lines will become errors in a future release.');
    return { statements: this.#statements, escape: this.#escape, warnings: this.#warnings };
  }

  /** Comments of the form `# name=value` before anything else. */
  #readDirectives(): void {
    const seen = new Set<string>();
    for (const [i, line] of this.#lines.entries()) {
      const [, name = '', value = ''] = /^\s*#\s*([a-zA-Z][a-zA-Z0-9]*)\s*=\s*(.+?)\s*$/.exec(line) ?? [];
      const directive = name.toLowerCase();
      if (!directives.includes(directive)) return;
      if (seen.has(directive)) throw this.#error(`only one ${directive} parser directive can be used`, i + 1);
      seen.add(directive);
      if (directive !== 'escape') continue;
      if (value !== '`' && value !== '\\') throw this.#error(`invalid escape token '${value}' does not match \` or \\`, i + 1);
      this.#escape = value;
    }
  }

  #readStatement(): void {
    const start = this.#next;
    const { line, hasGap } = this.#readContinuedLine();
    if (line === '') return;
    if (hasGap) this.#warnings.push(`[WARNING]: Empty continuation line found in: ${line}`);
    const first = this.#lines[start] as string;
    const location = { line: start + 1, column: first.length - first.trimStart().length + 1, endLine: this.#next };
    const parts = locate(
      () => cut(line, this.#escape),
      (message) => new DockerfileError(message, location),
    );
    const heredocs = takesHeredocs(parts) && line.includes('<<') ? heredocsOf(line, this.#escape).map((heredoc) => this.#readHeredoc(heredoc, location)) : [];
    this.#statements.push({ ...parts, original: line, heredocs, location: { ...location, endLine: this.#next } });
  }

  #take(): string {
    const line = (this.#lines[this.#next++] as string).replace(/\r+$/, '');
    if (line.length > longestLine) throw this.#error(`dockerfile line greater than max allowed size of ${longestLine}`, this.#next);
    return line;
  }

  /** Comments and empty lines within are left out. */
  #readContinuedLine(): { line: string; hasGap: boolean } {
    let { text, isContinued } = this.#withoutContinuation(this.#take().trimStart());
    let hasGap = false;
    if (text.startsWith('#')) return { line: '', hasGap };
    while (isContinued && this.#next < this.#lines.length) {
      const line = this.#take();
      if (line.trimStart().startsWith('#')) continue;
      if (line.trim() === '') {
        hasGap = true;
        continue;
      }
      const more = this.#withoutContinuation(line);
      text += more.text;
      isContinued = more.isContinued;
    }
    return { line: text, hasGap };
  }

  /** The escape character at the end continues the line, unless it is escaped itself. */
  #withoutContinuation(line: string): { text: string; isContinued: boolean } {
    const text = line.replace(/[ \t]+$/, '');
    const isContinued = text.endsWith(this.#escape) && !text.endsWith(this.#escape.repeat(2));
    return isContinued ? { text: text.slice(0, -1), isContinued } : { text: line, isContinued };
  }

  #readHeredoc(heredoc: Omit<Heredoc, 'content'>, location: Location): Heredoc {
    let content = '';
    while (this.#next < this.#lines.length) {
      const line = this.#lines[this.#next++] as string;
      const end = line.replace(/\r+$/, '');
      if ((heredoc.chomp ? end.replace(/^\t+/, '') : end) === heredoc.name) return { ...heredoc, content };
      content += `${line}\n`;
    }
    throw new DockerfileError('unterminated heredoc', location);
  }

  #error(message: string, line: number): DockerfileError {
    return new DockerfileError(message, { line, column: 1, endLine: line });
  }
}

/** @throws DockerfileError */
export function readDockerfile(text: string): DockerfileText {
  return new Reader(text).read();
}
