/** Go's path.Match: `*` and `?` match anything but `/`, `[a-z]` and `[^a-z]` one character, `\` quotes. */
export function matchesPattern(pattern: string, text: string): boolean {
  let source = '';
  for (let i = 0; i < pattern.length; i++) {
    const letter = pattern[i] as string;
    const end = letter === '[' ? pattern.indexOf(']', i + 1) : -1;
    if (letter === '*') source += '[^/]*';
    else if (letter === '?') source += '[^/]';
    else if (end > 0) {
      source += pattern.slice(i, end + 1);
      i = end;
    } else {
      const literal = letter === '\\' && i + 1 < pattern.length ? (pattern[++i] as string) : letter;
      source += literal.replace(/[\\^$.*+?()[\]{}|/-]/, '\\$&');
    }
  }
  return new RegExp(`^${source}$`).test(text);
}
