/** Somewhere where a shell runs: a virtual machine, a container, or the machine that the containers are in. */
export interface Place {
  /** What the script prints, both streams; @throws when it ends with another code than 0. */
  sh(script: string): Promise<string>;
}

export interface Output {
  readonly code: number;
  readonly text: string;
}

/** What the script printed. @throws with its last line when it failed */
export function expectSuccess({ code, text }: Output): string {
  if (code === 0) return text;
  throw new Error(`a command ended with code ${code}: ${text.trim().split('\n').at(-1) ?? ''}`);
}

/** `name=value` a line; values may be empty, other lines are passed over. */
export function parseFacts(text: string): Readonly<Record<string, string>> {
  return Object.fromEntries([...text.matchAll(/^(\w+)=(.*)$/gm)].map(([, name, value]) => [name, (value as string).trim()]));
}

/** @throws when the script did not tell it: a figure that is missing is not zero. */
export function numberOf(facts: Readonly<Record<string, string>>, name: string): number {
  const text = facts[name] ?? '';
  const value = Number(text);
  if (text === '' || Number.isNaN(value)) throw new Error(`the script gave no number for “${name}”`);
  return value;
}
