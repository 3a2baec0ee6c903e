/** What takes a stream piece by piece, and gives what it makes of it to a function. */
interface Pushed {
  push(piece: Uint8Array, isLast: boolean): void;
}

/** Bytes: one that becomes a thousand times as many is noticed in time. */
const pieceBytes = 64 * 1024;

/** All that a decoder makes of `bytes`. @throws RangeError when it is more than `most`; what the decoder throws */
export function inPieces(bytes: Uint8Array, most: number, decoder: (give: (part: Uint8Array) => void) => Pushed): Uint8Array {
  const parts: Uint8Array[] = [];
  let size = 0;
  const decoding = decoder((part) => {
    size += part.length;
    if (size > most) throw new RangeError(`more than ${most} bytes`);
    parts.push(part);
  });
  for (let at = 0; at < bytes.length; at += pieceBytes) decoding.push(bytes.subarray(at, at + pieceBytes), at + pieceBytes >= bytes.length);
  const whole = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
