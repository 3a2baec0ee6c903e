/** Messages and attributes of netlink(7): what all its families share. */

const headerBytes = 16;
const NLM_F_REQUEST = 1;
export const NLM_F_ACK = 4;
export const NLM_F_EXCL = 0x200;
export const NLM_F_CREATE = 0x400;

const encoder = new TextEncoder();

export function join(...parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** struct nlattr: length and type, padded to four bytes. */
export function attribute(type: number, ...payload: readonly Uint8Array[]): Uint8Array {
  const content = join(...payload);
  const bytes = new Uint8Array((4 + content.length + 3) & ~3);
  const view = new DataView(bytes.buffer);
  view.setUint16(0, 4 + content.length, true);
  view.setUint16(2, type, true);
  bytes.set(content, 4);
  return bytes;
}

/** A NUL-terminated string. */
export const text = (type: number, value: string): Uint8Array => attribute(type, encoder.encode(`${value}\0`));

/** 32 bits in the machine's order (little endian). */
export function word(value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value, true);
  return bytes;
}

export function ipv4(address: string): Uint8Array {
  return Uint8Array.from(address.split('.'), Number);
}

/** struct nlmsghdr and what follows it; NLM_F_REQUEST is always set. */
export function message(type: number, flags: number, ...body: readonly Uint8Array[]): Uint8Array {
  const payload = join(...body);
  const bytes = new Uint8Array((headerBytes + payload.length + 3) & ~3);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, headerBytes + payload.length, true);
  view.setUint16(4, type, true);
  view.setUint16(6, flags | NLM_F_REQUEST, true);
  bytes.set(payload, headerBytes);
  return bytes;
}

/** The types of a request's messages. */
export function messageTypes(request: Uint8Array): number[] {
  const view = new DataView(request.buffer, request.byteOffset, request.byteLength);
  const types: number[] = [];
  for (let at = 0; at + headerBytes <= request.length; at += (Math.max(view.getUint32(at, true), headerBytes) + 3) & ~3)
    types.push(view.getUint16(at + 4, true));
  return types;
}

export function toHex(bytes: Uint8Array): string {
  let hex = '';
  for (const byte of bytes) hex += (byte < 16 ? '0' : '') + byte.toString(16);
  return hex;
}
