/** Tables, sizes, times and the part of Go's templates that `--format` is used for. */

/** Columns as wide as their widest cell and three spaces, and at least as wide as `least`: Docker's own tables have 10, those of `top` 20. */
export function table(rows: readonly (readonly string[])[], least = 10): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(least, ...rows.map((row) => (row[column] ?? '').length + 3)));
  return rows
    .map(
      (row) =>
        `${row
          .map((cell, i) => (i === row.length - 1 ? cell : cell.padEnd(widths[i] as number)))
          .join('')
          .trimEnd()}\n`,
    )
    .join('');
}

/** Decimal units, four significant digits: `2.12MB` (docker/go-units HumanSize). */
export function humanSize(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let value = bytes;
  let unit = 0;
  for (; value >= 1000 && unit < units.length - 1; unit++) value /= 1000;
  return `${Number(value.toPrecision(value >= 100 ? 3 : 3))}${units[unit] as string}`;
}

/** Binary units: `15.3MiB`. */
export function binarySize(bytes: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB'];
  let value = bytes;
  let unit = 0;
  for (; value >= 1024 && unit < units.length - 1; unit++) value /= 1024;
  return `${Number(value.toPrecision(4))}${units[unit] as string}`;
}

/** docker/go-units HumanDuration. */
export function humanDuration(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  if (seconds < 1) return 'Less than a second';
  if (seconds < 60) return seconds === 1 ? '1 second' : `${seconds} seconds`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return minutes === 1 ? 'About a minute' : `${minutes} minutes`;
  const hours = Math.round(minutes / 60);
  if (hours < 48) return hours === 1 ? 'About an hour' : `${hours} hours`;
  if (hours < 24 * 14) return `${Math.floor(hours / 24)} days`;
  if (hours < 24 * 60) return `${Math.floor(hours / 24 / 7)} weeks`;
  if (hours < 24 * 365 * 2) return `${Math.floor(hours / 24 / 30)} months`;
  return `${Math.floor(hours / 24 / 365)} years`;
}

/** As Go prints it. */
function goText(value: unknown): string {
  if (value === null || value === undefined) return '<no value>';
  if (Array.isArray(value)) return `[${value.map(goText).join(' ')}]`;
  if (typeof value === 'object')
    return `map[${Object.entries(value)
      .map(([key, item]) => `${key}:${goText(item)}`)
      .join(' ')}]`;
  return String(value as string | number | boolean);
}

function field(data: unknown, path: string): unknown {
  return path
    .split('.')
    .filter((part) => part !== '')
    .reduce<unknown>((value, part) => (value as Record<string, unknown> | null | undefined)?.[part], data);
}

function evaluate(expression: string, data: unknown): string {
  const words = expression.trim().split(/\s+/);
  const [name = '', path = '.'] = words;
  if (name.startsWith('.')) return goText(field(data, name));
  if (name === 'json') return JSON.stringify(field(data, path) ?? null);
  if (name === 'upper' || name === 'lower') return name === 'upper' ? goText(field(data, path)).toUpperCase() : goText(field(data, path)).toLowerCase();
  if (name === 'len') return String(Object.keys((field(data, path) as object | null) ?? {}).length);
  if (name === 'join') return (field(data, path) as readonly string[]).join((words[2] ?? '""').slice(1, -1));
  throw new Error(`template parsing error: function "${name}" not defined`);
}

/** `{{.A.B}}`, `{{json .A}}`, `{{range .A}}…{{end}}`, `{{upper .A}}`, `{{len .A}}`, `{{join .A ","}}`. @throws Error for anything else */
export function renderTemplate(template: string, data: unknown): string {
  const ranged = template.replace(/\{\{-?\s*range\s+(\S+?)\s*-?\}\}([\s\S]*?)\{\{-?\s*end\s*-?\}\}/g, (_, path: string, body: string) =>
    Object.values((field(data, path) as object | null) ?? {})
      .map((item) => renderTemplate(body, item))
      .join(''),
  );
  return ranged
    .replace(/\{\{-?\s*(.*?)\s*-?\}\}/g, (_, expression: string) => evaluate(expression, data))
    .replaceAll('\\t', '\t')
    .replaceAll('\\n', '\n');
}

/** Rows in the default table, by a template, or as JSON lines. `columns` is title → value, in order. */
export function formatRows<T>(
  rows: readonly T[],
  columns: Readonly<Record<string, (row: T) => string>>,
  names: Readonly<Record<string, (row: T) => unknown>>,
  format: string,
): string {
  if (format === '' || format === 'table') return table([Object.keys(columns), ...rows.map((row) => Object.values(columns).map((value) => value(row)))]);
  const values = (row: T): Record<string, unknown> => Object.fromEntries(Object.entries(names).map(([name, value]) => [name, value(row)]));
  if (format === 'json') return rows.map((row) => `${JSON.stringify(values(row))}\n`).join('');
  const isTable = format.startsWith('table ');
  const template = isTable ? format.slice(6) : format;
  const lines = rows.map((row) => renderTemplate(template, values(row)));
  if (!isTable) return lines.map((line) => `${line}\n`).join('');
  const head = template.replace(/\{\{\s*\.(\w+)\s*\}\}/g, (_, name: string) => name.toUpperCase()).replaceAll('\\t', '\t');
  return table([head, ...lines].map((line) => line.split('\t')));
}
