/** An instruction's flags: `--name=value`, and `--name` for one that is a boolean. */
import { InstructionError } from './error.ts';
import { suggestion } from './suggest.ts';

export type FlagKind = 'text' | 'boolean' | 'list';

export class Flags {
  readonly #values = new Map<string, string[]>();

  /** @throws InstructionError with BuildKit's texts */
  constructor(written: readonly string[], known: Readonly<Record<string, FlagKind>>) {
    for (const flag of written) {
      const equals = flag.indexOf('=');
      const name = flag.slice(2, equals < 0 ? undefined : equals);
      const kind = known[name];
      if (!kind) throw new InstructionError(`unknown flag: --${name}${suggestion(name, Object.keys(known))}`);
      const before = this.#values.get(name);
      if (before && kind !== 'list') throw new InstructionError(`duplicate flag specified: --${name}`);
      if (equals < 0 && kind !== 'boolean') throw new InstructionError(`missing a value on flag: --${name}`);
      const value = equals < 0 ? 'true' : flag.slice(equals + 1);
      if (kind === 'boolean' && value !== 'true' && value !== 'false') throw new InstructionError(`expecting boolean value for flag --${name}, not: ${value}`);
      this.#values.set(name, [...(before ?? []), value]);
    }
  }

  text(name: string): string {
    return this.#values.get(name)?.[0] ?? '';
  }

  has(name: string): boolean {
    return this.#values.has(name);
  }

  isSet(name: string): boolean {
    return this.text(name) === 'true';
  }

  list(name: string): readonly string[] {
    return this.#values.get(name) ?? [];
  }
}
