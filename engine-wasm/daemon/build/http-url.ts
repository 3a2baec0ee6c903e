/** URLs of `ADD` (RFC 3986), as far as HTTP needs them. */
export interface HttpUrl {
  readonly scheme: string;
  readonly host: string;
  readonly port: number;
  /** What the `Host` header says. */
  readonly authority: string;
  /** Percent-decoded. */
  readonly path: string;
  /** Path and query, percent-encoded. */
  readonly target: string;
  /** As messages name it. */
  readonly text: string;
}

const defaultPorts: Readonly<Record<string, number>> = { http: 80, https: 443 };

/** @throws Error with Go's texts */
function decode(path: string, text: string): string {
  const wrong = /%(?![0-9a-fA-F]{2}).{0,2}/.exec(path)?.[0];
  if (wrong !== undefined) throw new Error(`parse ${JSON.stringify(text)}: invalid URL escape ${JSON.stringify(wrong)}`);
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

const encode = (part: string): string => part.replace(/[^\x21-\x7e]+|["<>\\^`{|}]/gu, encodeURIComponent);

/** @throws Error with Go's texts */
export function parseUrl(text: string): HttpUrl {
  const [, scheme = '', authority = '', path = '', query = ''] = /^([a-z][a-z0-9+.-]*):\/\/([^/?#]*)([^?#]*)(\?[^#]*)?/i.exec(text) ?? [];
  const hostAndPort = authority.slice(authority.lastIndexOf('@') + 1);
  const [, host = '', port] = /^([^:]*)(:.*)?$/.exec(hostAndPort) ?? [];
  if (port !== undefined && !/^:\d*$/.test(port)) throw new Error(`parse ${JSON.stringify(text)}: invalid port ${JSON.stringify(port)} after host`);
  return {
    scheme: scheme.toLowerCase(),
    host,
    port: Number(port?.slice(1)) || (defaultPorts[scheme.toLowerCase()] ?? 0),
    authority: hostAndPort,
    path: decode(path, text),
    target: encode((path || '/') + query),
    text,
  };
}

/** Where a `Location` leads from a URL (RFC 3986, section 5.2). */
export function resolveLocation({ scheme, authority, target }: HttpUrl, location: string): string {
  const origin = `${scheme}://${authority}`;
  const path = target.split('?', 1)[0] as string;
  if (/^[a-z][a-z0-9+.-]*:/i.test(location)) return location;
  if (location.startsWith('//')) return `${scheme}:${location}`;
  if (location.startsWith('/')) return origin + location;
  if (location.startsWith('?')) return origin + path + location;
  return `${origin}${path.slice(0, path.lastIndexOf('/') + 1)}${location}`;
}
