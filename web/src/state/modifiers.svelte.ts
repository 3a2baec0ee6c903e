/** Ctrl of the on-screen keys: held for the next character, as on phones' own keyboards. */
export class Modifiers {
  ctrl = $state.raw(false);

  /** What the program is sent for `data` as typed. */
  apply(data: string): string {
    if (!this.ctrl) return data;
    this.ctrl = false;
    return controlCharacter(data);
  }
}

/** ECMA-48: Ctrl clears the two high bits of the characters from @ to _. */
export function controlCharacter(data: string): string {
  const code = data.toUpperCase().charCodeAt(0);
  return data.length === 1 && code >= 0x40 && code <= 0x5f ? String.fromCharCode(code & 0x1f) : data;
}
