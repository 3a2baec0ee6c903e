/** The globals of the guest's JavaScript host (engine-wasm/host/mod_globals.c), a subset of what every world has. */
declare class TextEncoder {
  encode(text?: string): Uint8Array<ArrayBuffer>;
}
declare class TextDecoder {
  constructor(encoding?: 'utf-8', options?: { fatal?: boolean });
  /** No streaming: cut at line or message boundaries first. */
  decode(bytes?: Uint8Array): string;
}
declare function setTimeout(callback: () => void, ms?: number): number;
declare function clearTimeout(timer: number | undefined): void;
declare function queueMicrotask(callback: () => void): void;
declare const console: { error(...values: unknown[]): void };
