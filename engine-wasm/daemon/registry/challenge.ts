/** `WWW-Authenticate` of a registry: `Bearer realm="…",service="…",scope="…",error="…"`, or `Basic` (RFC 9110, section 11.6.1). */
export interface Challenge {
  /** In lower case. */
  readonly scheme: string;
  readonly parameters: Readonly<Record<string, string>>;
}

export function parseChallenge(header: string | undefined): Challenge | null {
  const [, scheme, rest = ''] = /^\s*(\w+)\s*(.*)$/.exec(header ?? '') ?? [];
  if (scheme === undefined) return null;
  const parameters = [...rest.matchAll(/(\w+)="([^"]*)"/g)].map(([, key = '', value = '']) => [key, value] as const);
  return { scheme: scheme.toLowerCase(), parameters: Object.fromEntries(parameters) };
}
