/** Zstandard (RFC 8878). */
import { Decompress } from 'fzstd';
import { inPieces } from './in-pieces.ts';

/** Bytes that a decoder has to remember, at most: as many as the reference implementation takes without being asked (`ZSTD_WINDOWLOG_LIMIT_DEFAULT`). */
const largestWindow = 128 * 1024 * 1024;

const magic = 0xfd2fb528;
const skippableMagic = 0x184d2a50;

const isSkippable = (view: DataView, at: number): boolean => (view.getUint32(at, true) & ~15) >>> 0 === skippableMagic;

export function isZstd(bytes: Uint8Array): boolean {
  if (bytes.length < 4) return false;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  return view.getUint32(0, true) === magic || isSkippable(view, 0);
}

interface FrameHeader {
  readonly length: number;
  readonly window: number;
  readonly hasChecksum: boolean;
}

/** Section 3.1.1.1. Bytes of a field that is given by two bits of the descriptor. */
const dictionaryBytes = [0, 1, 2, 4] as const;
const contentBytes = [0, 2, 4, 8] as const;

function readFrameHeader(view: DataView, at: number): FrameHeader {
  const descriptor = view.getUint8(at + 4);
  const isSingle = (descriptor & 0x20) !== 0;
  const dictionary = dictionaryBytes[(descriptor & 3) as 0];
  const content = contentBytes[(descriptor >> 6) as 0] || Number(isSingle);
  const begin = at + 5 + Number(!isSingle) + dictionary;
  const exponent = view.getUint8(at + 5);
  const base = 2 ** (10 + (exponent >> 3));
  // Of a single segment the window is its content: four bytes of eight say enough.
  const size = content === 1 ? view.getUint8(begin) : content === 2 ? view.getUint16(begin, true) + 256 : content > 0 ? view.getUint32(begin, true) : 0;
  const isHuge = content === 8 && view.getUint32(begin + 4, true) > 0;
  const window = isSingle ? (isHuge ? Infinity : size) : base + (base / 8) * (exponent & 7);
  return { length: begin + content - at, window, hasChecksum: (descriptor & 4) !== 0 };
}

/** The end of the blocks that begin at `at` (section 3.1.1.2). */
function endOfBlocks(view: DataView, at: number): number {
  for (;;) {
    const header = view.getUint16(at, true) | (view.getUint8(at + 2) << 16);
    const isRunLength = ((header >> 1) & 3) === 1;
    at += 3 + (isRunLength ? 1 : header >> 3);
    if (header & 1) return at;
  }
}

/** A frame's header may ask for gigabytes before its first block. @throws RangeError when the bytes end before their frames do */
function requireSmallWindows(bytes: Uint8Array): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  for (let at = 0; at < bytes.length;) {
    if (isSkippable(view, at)) {
      at += 8 + view.getUint32(at + 4, true);
      continue;
    }
    const { length, window, hasChecksum } = readFrameHeader(view, at);
    if (window > largestWindow) throw new Error(`a window of more than ${largestWindow} bytes`);
    at = endOfBlocks(view, at + length) + (hasChecksum ? 4 : 0);
  }
}

/** Of any number of frames. @throws Error when the bytes are none; RangeError when they would become more than `most` */
export function unzstd(bytes: Uint8Array, most = Infinity): Uint8Array {
  try {
    requireSmallWindows(bytes);
  } catch (error) {
    throw new Error('invalid zstd data', { cause: error });
  }
  return inPieces(bytes, most, (give) => new Decompress(give));
}
