const units = ['B', 'KB', 'MB', 'GB', 'TB'] as const;

/** Decimal units, three figures, as Docker prints sizes: `6.11MB` is written `6.11 MB`. */
export function formatBytes(bytes: number): string {
  let unit = 0;
  let value = bytes;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${Number(value.toPrecision(3))} ${units[unit]}`;
}

/** Binary units without a fraction, as memory is sold: `512 MB`. */
export function formatMemory(bytes: number): string {
  return `${Math.round(bytes / (1 << 20))} MB`;
}

/** `0.04 ms`, `12 ms`, `1.3 s`. */
export function formatDuration(ms: number): string {
  return ms < 1000 ? `${Number(ms.toPrecision(2))} ms` : `${Number((ms / 1000).toPrecision(3))} s`;
}

export function formatPercent(share: number): string {
  return `${Math.round(share * 100)} %`;
}

/** Ids and digests of 64 digits in the short form that Docker's lists have. */
export function shortenIds(text: string): string {
  return text.replace(/\b([0-9a-f]{12})[0-9a-f]{52}\b/g, '$1');
}
