/** Base64 (RFC 4648) of UTF-8 text; QuickJS has none of its own. */
const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

export function toBase64(text: string, urlSafe = false): string {
  const bytes = new TextEncoder().encode(text);
  let result = '';
  for (let i = 0; i < bytes.length; i += 3) {
    const three = ((bytes[i] as number) << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0);
    for (let j = 0; j < 4; j++) result += i + j > bytes.length ? '=' : (alphabet[(three >> (18 - 6 * j)) & 63] as string);
  }
  return urlSafe ? result.replaceAll('+', '-').replaceAll('/', '_') : result;
}

export function fromBase64(text: string): string {
  const bytes: number[] = [];
  let held = 0;
  let bits = 0;
  for (const character of text.replaceAll('-', '+').replaceAll('_', '/').replace(/=+$/, '')) {
    held = ((held << 6) | alphabet.indexOf(character)) & 0xffff;
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    bytes.push((held >> bits) & 255);
  }
  return new TextDecoder().decode(new Uint8Array(bytes));
}
