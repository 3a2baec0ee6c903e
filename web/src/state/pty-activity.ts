import type { OpenPty } from './terminals.svelte.ts';

/**
 * Tells of use: what is typed, and what is printed from then on, for a command may work long after it was typed. A shell that only greets is not in use.
 * What commands do to the machine's own files is seen in no other way.
 */
export function withActivity(openPty: OpenPty, onUse: () => void): OpenPty {
  return async (options) => {
    const pty = await openPty(options);
    const { stream } = pty;
    let used = false;
    const write = (bytes: Uint8Array): Promise<void> => {
      used = true;
      onUse();
      return stream.write(bytes);
    };
    const read = async (): Promise<Uint8Array | null> => {
      const bytes = await stream.read();
      if (used) onUse();
      return bytes;
    };
    return { ...pty, stream: { ...stream, read, write } };
  };
}
