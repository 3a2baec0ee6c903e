/** Times as Docker prints them. */

/** Go's time.Time as text: `2026-01-02 03:04:05 +0000 UTC`. */
export function goTime(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19).replace('T', ' ')} +0000 UTC`;
}
