/** `.dockerignore`: which paths of a build context are left out (Dockerfile reference, ".dockerignore file"). */
interface Rule {
  readonly pattern: RegExp;
  /** `!`: what an earlier rule left out comes back. */
  readonly keeps: boolean;
}

function source(pattern: string): string {
  let text = '';
  for (let i = 0; i < pattern.length; i++) {
    const c = pattern[i] as string;
    const end = c === '[' ? pattern.indexOf(']', i + 1) : -1;
    if (c === '*' && pattern[i + 1] === '*') {
      i += pattern[i + 2] === '/' ? 2 : 1;
      text += pattern[i] === '/' ? '(?:.*/)?' : '.*';
    } else if (c === '*') text += '[^/]*';
    else if (c === '?') text += '[^/]';
    else if (end > 0) {
      text += pattern.slice(i, end + 1);
      i = end;
    } else {
      const literal = c === '\\' && i + 1 < pattern.length ? (pattern[++i] as string) : c;
      text += literal.replace(/[\\^$.*+?()[\]{}|]/, '\\$&');
    }
  }
  return text;
}

function parseRule(line: string): Rule[] {
  const trimmed = line.trim();
  const keeps = trimmed.startsWith('!');
  const parts = (keeps ? trimmed.slice(1).trim() : trimmed).split('/').filter((part) => part !== '' && part !== '.');
  return parts.length === 0 ? [] : [{ pattern: new RegExp(`^${source(parts.join('/'))}$`), keeps }];
}

/** Says of a path, relative to the root and without a slash at its end, whether the patterns are for it; the last that fits decides. */
export function matcherOf(patterns: readonly string[]): (path: string) => boolean {
  const rules = patterns.flatMap(parseRule);
  return (path) => {
    const parts = path.split('/');
    const selfAndParents = parts.map((_, i) => parts.slice(0, i + 1).join('/'));
    const last = rules.findLast(({ pattern }) => selfAndParents.some((candidate) => pattern.test(candidate)));
    return last !== undefined && !last.keeps;
  };
}

/** Says of a path of the context whether it is left out. */
export function parseIgnore(text: string): (path: string) => boolean {
  return matcherOf(text.split('\n').filter((line) => !line.startsWith('#')));
}
