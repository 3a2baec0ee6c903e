import { describe, expect, test } from 'vitest';
import { DockerfileError } from './error.ts';
import { expandWord, expandWords } from './expand.ts';
import { parseDockerfile } from './parse.ts';

function failure(text: string): DockerfileError {
  try {
    parseDockerfile(text);
  } catch (error) {
    if (error instanceof DockerfileError) return error;
    throw error;
  }
  throw new Error('it was accepted');
}

const onLine2 = 'dockerfile parse error on line 2: ';

describe('what is wrong is told in the words of the real parser', () => {
  test.each([
    ['FORM busybox', 'dockerfile parse error on line 1: unknown instruction: FORM (did you mean FROM?)'],
    ['from busybox\nrunn x', `${onLine2}unknown instruction: runn (did you mean run?)`],
    ['# only a comment', 'file with no instructions'],
    ['RUN x', 'no build stage in current context'],
    ['FROM', 'dockerfile parse error on line 1: FROM requires either one or three arguments'],
    ['FROM busybox as 1x', `dockerfile parse error on line 1: invalid name for build stage: "1x", name can't start with a number or contain symbols`],
    ['FROM b\nCOPY x', `${onLine2}COPY requires at least two arguments, but only one was provided. Destination could not be determined`],
    ['FROM b\nCOPY --chwn=1 x y', `${onLine2}unknown flag: --chwn (did you mean chown?)`],
    ['FROM b\nCOPY --from a b', `${onLine2}missing a value on flag: --from`],
    ['FROM b\nCOPY --chmod=1 --chmod=2 a b', `${onLine2}duplicate flag specified: --chmod`],
    ['FROM b\nRUN --bad x', `${onLine2}unknown flag: --bad`],
    ['FROM b\nCMD [1,2]', 'when using JSON array syntax, arrays must be comprised of strings only'],
    ['FROM b\nENV', `${onLine2}ENV requires at least one argument`],
    ['FROM b\nENV a', 'ENV must have two arguments'],
    ['FROM b\nENV =b', `${onLine2}ENV names can not be blank`],
    ['FROM b\nENV a=b c', `Syntax error - can't find = in "c". Must be of the form: name=value`],
    ['FROM b\nUSER', `${onLine2}USER requires exactly one argument`],
    ['FROM b\nSHELL sh', `${onLine2}SHELL requires the arguments to be in JSON form`],
    ['FROM b\nONBUILD FROM x', `${onLine2}FROM isn't allowed as an ONBUILD trigger`],
    ['FROM b\nONBUILD ONBUILD RUN x', `${onLine2}Chaining ONBUILD via \`ONBUILD ONBUILD\` isn't allowed`],
    ['FROM b\nHEALTHCHECK NONE x', `${onLine2}HEALTHCHECK NONE takes no arguments`],
    ['FROM b\nHEALTHCHECK FOO x', `${onLine2}Unknown type "FOO" in HEALTHCHECK (try CMD)`],
    ['FROM b\nHEALTHCHECK --interval=1us CMD x', `${onLine2}Interval "interval" cannot be less than 1ms`],
    ['FROM b\nHEALTHCHECK --interval=x CMD x', `${onLine2}time: invalid duration "x"`],
    ['FROM b\nHEALTHCHECK --retries=-1 CMD x', `${onLine2}--retries cannot be negative (-1)`],
    ['# escape=x\nFROM b', "invalid escape token 'x' does not match ` or \\"],
    ['# escape=`\n# escape=`\nFROM b', 'only one escape parser directive can be used'],
    ['FROM b\nRUN <<EOF\nhi', 'unterminated heredoc'],
    [`FROM b\nRUN ${'x'.repeat(70_000)}`, 'dockerfile line greater than max allowed size of 65535'],
  ])('%j', (text, message) => {
    expect(failure(text).message).toBe(message);
  });

  test('with line and column, across continuations', () => {
    expect(failure('FROM b\n\n# c\n  RUNN a \\\n\n  b').location).toEqual({ line: 4, column: 3, endLine: 6 });
  });
});

describe('an instruction', () => {
  const only = (line: string): unknown => parseDockerfile(`FROM b\n${line}`).stages[0]?.commands[0];

  test('is joined over continued lines, comments and empty lines within left out', () => {
    const { stages, warnings } = parseDockerfile('FROM b\nRUN a \\\n# c\n\n  && b\r\n');
    expect(stages[0]?.commands[0]).toMatchObject({ kind: 'run', code: 'RUN a   && b', location: { line: 2, endLine: 5 } });
    expect(warnings[0]).toBe('[WARNING]: Empty continuation line found in: RUN a   && b');
  });

  test('is read in JSON or as text', () => {
    expect(only('CMD ["a", "b c"]')).toMatchObject({ command: { args: ['a', 'b c'], shell: false } });
    expect(only('CMD ["a"')).toMatchObject({ command: { args: ['["a"'], shell: true } });
  });

  test('takes flags, quotes and here-documents', () => {
    expect(only('COPY --from=0 --chown=a:b "x y" z')).toMatchObject({ from: '0', chown: 'a:b', sources: ['"x', 'y"'], destination: 'z' });
    expect(only('COPY ["x y", "z"]')).toMatchObject({ sources: ['x y'], destination: 'z' });
    expect(only('COPY <<-"E" /x\n\ta\n\t\tb\nE')).toMatchObject({ contents: [{ name: 'E', expand: false, content: 'a\nb\n' }] });
    expect(only('ENV a="b c" d=e\\ f')).toMatchObject({ pairs: [{ value: '"b c"' }, { value: 'e\\ f' }] });
    expect(only('ENV a b  c')).toMatchObject({ pairs: [{ name: 'a', value: 'b  c' }] });
    expect(only('HEALTHCHECK --interval=1m30s --retries=3 CMD x y')).toMatchObject({ health: { Test: ['CMD-SHELL', 'x y'], Interval: 90e9, Retries: 3 } });
  });

  test('is escaped by the character that a directive names', () => {
    const { stages } = parseDockerfile('# escape=`\nFROM b\nRUN a `\n  c:\\');
    expect(stages[0]?.commands[0]).toMatchObject({ code: 'RUN a   c:\\' });
  });
});

describe('a word', () => {
  const env = new Map([
    ['x', 'foo.tar.gz'],
    ['empty', ''],
    ['two', 'a b'],
  ]);
  test.each([
    ['$x/${x}', 'foo.tar.gz/foo.tar.gz'],
    ["'$x' \\$x", '$x $x'],
    ['"a $two"', 'a a b'],
    ['${no:-d} ${no-d} ${empty:-d} ${empty-d}', 'd d d '],
    ['${x:+y} ${no:+y} ${empty+y}', 'y  y'],
    ['${x#*.} ${x##*.} ${x%.*} ${x%%.*}', 'tar.gz gz foo.tar foo'],
    ['${x/a/b} ${two//?/-}', 'foo.tbr.gz ---'],
    ['$ $1x', '$ x'],
  ])('%j becomes %j', (word, expanded) => {
    expect(expandWord(word, env, '\\')).toBe(expanded);
  });

  test.each([
    ['${a', 'failed to process "${a": unsupported modifier (\ufffd) in substitution'],
    ['${a:*b}', 'failed to process "${a:*b}": unsupported modifier (:*) in substitution'],
    ['${a:?no}', 'failed to process "${a:?no}": a: no'],
    ['${}', 'failed to process "${}": syntax error: bad substitution'],
    ['"b', 'failed to process "\\"b": unexpected end of statement while looking for matching double-quote'],
  ])('%j is refused', (word, message) => {
    expect(() => expandWord(word, env, '\\')).toThrow(message);
  });

  test('falls into words at spaces that came from variables', () => {
    expect(expandWords('$two "$two"', env, '\\')).toEqual(['a', 'b', 'a b']);
  });
});
