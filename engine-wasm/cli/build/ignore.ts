/** `.dockerignore` (moby/patternmatcher): one pattern a line, `!` takes back what one before left out, the last that matches wins. */

interface Pattern {
  readonly takesBack: boolean;
  readonly expression: RegExp;
  readonly text: string;
}

const special = /[.+^${}()|[\]\\]/;

/** `*` and `?` stay within a part of the path, `**` crosses parts. */
function expressionOf(pattern: string): RegExp {
  let source = '';
  for (let i = 0; i < pattern.length; i++) {
    const character = pattern[i] as string;
    if (pattern.startsWith('**', i)) {
      const slash = pattern[i + 2] === '/';
      source += slash ? '(?:.*/)?' : '.*';
      i += slash ? 2 : 1;
    } else if (character === '*') source += '[^/]*';
    else if (character === '?') source += '[^/]';
    else if (character === '[' && pattern.indexOf(']', i) > i) {
      const end = pattern.indexOf(']', i);
      source += pattern.slice(i, end + 1);
      i = end;
    } else if (character === '\\' && i + 1 < pattern.length) source += `\\${pattern[++i] as string}`;
    else source += special.test(character) ? `\\${character}` : character;
  }
  return new RegExp(`^${source}(?:/.*)?$`);
}

export type Ignore = (name: string, isDirectory: boolean) => 'yes' | 'no' | 'inside';

/** Says of a name what becomes of it: taken, left out, or left out with exceptions inside. */
export function parseIgnore(content: string): Ignore {
  const patterns = content
    .replace(/^\ufeff/, '')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line): Pattern => {
      const takesBack = line.startsWith('!');
      const text = (takesBack ? line.slice(1).trim() : line)
        .split('/')
        .filter((part) => part !== '' && part !== '.')
        .join('/');
      return { takesBack, text, expression: expressionOf(text) };
    })
    .filter(({ text }) => text !== '');
  const hasExceptions = patterns.some(({ takesBack }) => takesBack);
  return (name, isDirectory) => {
    const isOut = patterns.reduce((out, { takesBack, expression }) => (expression.test(name) ? !takesBack : out), false);
    if (!isOut) return 'yes';
    return isDirectory && hasExceptions ? 'inside' : 'no';
  };
}
