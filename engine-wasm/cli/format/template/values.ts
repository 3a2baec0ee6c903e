/** Values of the API's JSON as Go's templates see them: there they are structures, maps and lists, and an absent one of them still has its type. */

/** `null` where Go has an empty list or an empty map. */
const nilList: readonly unknown[] = [];
const nilMap: Readonly<Record<string, unknown>> = {};

const mapNames =
  /^(Annotations|DriverOpts|ExposedPorts|Labels|Networks|Options|Ports|PortBindings|StorageOpt|Sysctls|Tmpfs|Volumes|Containers|Config\.Config)$/;
const pointerNames = /^(Health|Healthcheck|IPAMConfig|Init|MemorySwappiness|OomKillDisable|PidsLimit|SizeRootFs|SizeRw|UsageData|StopTimeout)$/;

/** A field that holds nothing. */
export function nilOf(name: string): unknown {
  if (mapNames.test(name)) return nilMap;
  return pointerNames.test(name) ? null : nilList;
}

/** Fields that the API leaves out where they are empty. */
export const isOptional = (name: string): boolean => pointerNames.test(name);

/** Go's structures have fields with capital initials; the API's maps have keys that users chose, or ports. */
export function isStructure(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const names = Object.keys(value);
  return names.length > 0 && names.every((name) => /^[A-Z]\w*$/.test(name));
}

export function isEmpty(value: unknown): boolean {
  if (value === null || value === undefined || value === false || value === 0 || value === '') return true;
  return typeof value === 'object' && !isStructure(value) && Object.keys(value).length === 0;
}

/** A map is in the order of its keys. */
export const sortedEntries = (value: object): [string, unknown][] => Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));

/** As Go's `%v` prints it. */
export function goText(value: unknown): string {
  if (value === undefined) return '<no value>';
  if (value === null) return '<nil>';
  if (Array.isArray(value)) return `[${value.map(goText).join(' ')}]`;
  if (isStructure(value))
    return `{${Object.entries(value)
      .map(([name, item]) => goText(item === null ? nilOf(name) : item))
      .join(' ')}}`;
  if (typeof value === 'object')
    return `map[${sortedEntries(value)
      .map(([key, item]) => `${key}:${goText(item)}`)
      .join(' ')}]`;
  if (typeof value === 'number' && (Math.abs(value) >= 1e21 || (value !== 0 && Math.abs(value) < 1e-4 && !Number.isInteger(value))))
    return value.toExponential().replace(/e([+-])(\d)$/, 'e$10$2');
  return String(value as string | number | boolean);
}

export function typeName(value: unknown): string {
  if (value === null || value === undefined) return '<nil>';
  if (typeof value === 'number') return Number.isInteger(value) ? 'int' : 'float64';
  if (typeof value === 'boolean') return 'bool';
  if (typeof value === 'string') return 'string';
  return Array.isArray(value) ? '[]interface {}' : 'map[string]interface {}';
}

/** Go writes a map in the order of its keys, a structure in that of its fields. */
function inOrder(_: string, value: unknown): unknown {
  const isMap = typeof value === 'object' && value !== null && !Array.isArray(value) && !isStructure(value);
  return isMap ? Object.fromEntries(sortedEntries(value)) : value;
}

/** As Go's encoding/json writes it; a row of a listing with the three characters hidden that mean something to browsers. */
export function goJson(value: unknown): string {
  const text = JSON.stringify(value === nilList || value === nilMap ? null : (value ?? null), inOrder);
  const isRow = typeof (value as { readonly toJSON?: unknown } | null | undefined)?.toJSON === 'function';
  return isRow ? text.replace(/[<>&]/g, (character) => `\\u00${character.charCodeAt(0).toString(16)}`) : text;
}
