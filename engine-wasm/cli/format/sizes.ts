/** Sizes as Docker prints them (docker/go-units). */

function scaled(value: number, base: number, units: readonly string[], digits: number): string {
  let unit = 0;
  for (; value >= base && unit < units.length - 1; unit++) value /= base;
  return `${Number(value.toPrecision(digits))}${units[unit] as string}`;
}

/** Decimal units, with four significant digits: `2.065MB`. */
export function humanSize(bytes: number, digits = 4): string {
  return scaled(bytes, 1000, ['B', 'kB', 'MB', 'GB', 'TB', 'PB'], digits);
}

/** Binary units: `15.3MiB`. */
export function binarySize(bytes: number): string {
  return scaled(bytes, 1024, ['B', 'KiB', 'MiB', 'GiB', 'TiB'], 4);
}
