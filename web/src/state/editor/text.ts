/** Bytes; what is larger is no file to be written by hand, and would make the page slow. */
export const longestText = 1 << 20;

/** A file's bytes as text that gives the same bytes again; `null` when it is none: it has zero bytes, or is not UTF-8. */
export function decodeText(bytes: Uint8Array): string | null {
  if (bytes.includes(0)) return null;
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}

export function encodeText(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
