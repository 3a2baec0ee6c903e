/** Percent-encoding as Go's net/url reads it. */
import { badRequest } from '../errors.ts';

const malformed = /%(?![0-9a-fA-F]{2}).{0,2}/;
const encoder = new TextEncoder();
const decoder = new TextDecoder();

export function isWellEscaped(text: string): boolean {
  return !malformed.test(text);
}

/** Bytes that are no UTF-8 become U+FFFD. @throws DaemonError bad-request in Go's words */
export function unescape(text: string): string {
  if (!text.includes('%')) return text;
  const wrong = malformed.exec(text);
  if (wrong) throw badRequest(`invalid URL escape "${wrong[0]}"`);
  const bytes: number[] = [];
  for (let i = 0; i < text.length;) {
    if (text[i] === '%') {
      bytes.push(parseInt(text.slice(i + 1, i + 3), 16));
      i += 3;
    } else {
      const end = text.indexOf('%', i);
      const plain = end < 0 ? text.slice(i) : text.slice(i, end);
      bytes.push(...encoder.encode(plain));
      i += plain.length;
    }
  }
  return decoder.decode(new Uint8Array(bytes));
}
