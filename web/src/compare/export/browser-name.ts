const marks = [
  [/Firefox\/(\d+)/, 'Firefox'],
  [/Edg\/(\d+)/, 'Edge'],
  [/OPR\/(\d+)/, 'Opera'],
  [/Chrome\/(\d+)/, 'Chrome'],
  [/Version\/(\d+).*Safari/, 'Safari'],
] as const;

/** `Firefox 140`, from what browsers say of themselves (many claim to be others as well); all of it where none is known. */
export function browserName(userAgent: string): string {
  for (const [mark, name] of marks) {
    const version = mark.exec(userAgent)?.[1];
    if (version) return `${name} ${version}`;
  }
  return userAgent;
}
