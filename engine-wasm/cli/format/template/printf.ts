import { goText, typeName } from './values.ts';

function integer(value: number, verb: string): string {
  const bases: Readonly<Record<string, number>> = { d: 10, x: 16, X: 16, o: 8, b: 2 };
  const text = value.toString(bases[verb]);
  return verb === 'X' ? text.toUpperCase() : text;
}

const hexOf = (text: string): string => [...new TextEncoder().encode(text)].map((byte) => byte.toString(16).padStart(2, '0')).join('');

/** One value in one verb; `null` where Go has none for its type. */
function convert(value: unknown, verb: string, precision: number | undefined): string | null {
  if (verb === 'v') return goText(value);
  if (verb === 'T') return typeName(value);
  if (verb === 's') return typeof value === 'string' || Array.isArray(value) ? goText(value).slice(0, precision) : null;
  if (verb === 'q') return typeof value === 'string' ? JSON.stringify(value) : null;
  if (verb === 't') return typeof value === 'boolean' ? String(value) : null;
  if (verb === 'x' && typeof value === 'string') return hexOf(value);
  if (typeof value !== 'number') return null;
  if (verb === 'f') return value.toFixed(precision ?? 6);
  if (verb === 'e') return value.toExponential(precision ?? 6).replace(/e([+-])(\d)$/, 'e$10$2');
  if (verb === 'g') return goText(precision === undefined ? value : Number(value.toPrecision(precision)));
  if (verb === 'c') return String.fromCodePoint(value);
  return 'dxXob'.includes(verb) && Number.isInteger(value) ? integer(value, verb) : null;
}

function pad(text: string, flags: string, width: number): string {
  if (flags.includes('-')) return text.padEnd(width);
  return flags.includes('0') ? text.padStart(width, '0') : text.padStart(width);
}

/** Go's fmt.Sprintf, for the verbs that templates are written with. */
export function printf(format: string, values: readonly unknown[]): string {
  let at = 0;
  const text = format.replace(/%([-+# 0]*)(\d*)(?:\.(\d*))?(.)/gs, (_, flags: string, width: string, digits: string | undefined, verb: string) => {
    if (verb === '%') return '%';
    if (at >= values.length) return `%!${verb}(MISSING)`;
    const value = values[at++];
    const precision = digits === undefined ? undefined : Number(digits);
    const shown = convert(value, verb, precision);
    if (shown === null) return `%!${verb}(${typeName(value)}=${goText(value)})`;
    return pad(flags.includes('+') && typeof value === 'number' && value >= 0 ? `+${shown}` : shown, flags, Number(width));
  });
  const extra = values.slice(at).map((value) => `${typeName(value)}=${goText(value)}`);
  return extra.length === 0 ? text : `${text}%!(EXTRA ${extra.join(', ')})`;
}
