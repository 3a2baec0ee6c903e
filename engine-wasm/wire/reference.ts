/**
 * Names of images as Docker reads them: `busybox` is `docker.io/library/busybox:latest`. Grammar and error texts of the
 * distribution project's reference package, which the real client and daemon share.
 */
export const defaultDomain = 'docker.io';
const officialPrefix = 'library/';

export interface Reference {
  /** `docker.io`, `localhost:5000`. */
  readonly domain: string;
  /** `library/busybox`. */
  readonly path: string;
  readonly tag?: string;
  /** `sha256:…` */
  readonly digest?: string;
}

/** A text that is no reference; the message is Docker's. */
export class InvalidReference extends Error {}

const component = '[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*';
const domainComponent = '(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])';
const host = `(?:${domainComponent}(?:\\.${domainComponent})*|\\[[a-fA-F0-9:]+\\])(?::[0-9]+)?`;
const pathForm = new RegExp(`^${component}(?:/${component})*$`);
const hostForm = new RegExp(`^${host}$`);
const tagForm = /^\w[\w.-]{0,127}$/;
const digestForm = /^[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}$/;
const sha256Form = /^sha256:[0-9a-f]{64}$/;
const maxNameLength = 255;

/** A first component is a registry when it looks like a host: a dot, a port, `localhost`, or an upper-case letter. */
function splitDomain(name: string): [string, string] {
  const slash = name.indexOf('/');
  const first = slash < 0 ? '' : name.slice(0, slash);
  const isHost = first !== '' && (/[.:]/.test(first) || first === 'localhost' || first !== first.toLowerCase());
  const domain = isHost ? (first === 'index.docker.io' ? defaultDomain : first) : defaultDomain;
  const rest = isHost ? name.slice(slash + 1) : name;
  return [domain, domain === defaultDomain && !rest.includes('/') ? officialPrefix + rest : rest];
}

/** Cuts `@digest` and `:tag` off. */
function splitEnd(text: string): { name: string; tag?: string; digest?: string } {
  const at = text.indexOf('@');
  const before = at < 0 ? text : text.slice(0, at);
  const colon = before.lastIndexOf(':');
  const tagged = colon >= 0 && !before.slice(colon).includes('/');
  return {
    name: tagged ? before.slice(0, colon) : before,
    ...(tagged && { tag: before.slice(colon + 1) }),
    ...(at >= 0 && { digest: text.slice(at + 1) }),
  };
}

/** @throws InvalidReference */
export function parseReference(text: string): Reference {
  if (/^[0-9a-f]{64}$/.test(text)) throw new InvalidReference(`invalid repository name (${text}), cannot specify 64-byte hexadecimal strings`);
  const { name, tag, digest } = splitEnd(text);
  const [domain, path] = splitDomain(name);
  if (path !== path.toLowerCase()) throw new InvalidReference(`invalid reference format: repository name (${path}) must be lowercase`);
  const good = hostForm.test(domain) && pathForm.test(path) && (tag === undefined || tagForm.test(tag)) && (digest === undefined || digestForm.test(digest));
  if (!good) throw new InvalidReference('invalid reference format');
  if (domain.length + 1 + path.length > maxNameLength) throw new InvalidReference(`repository name must not be more than ${maxNameLength} characters`);
  if (digest !== undefined && !sha256Form.test(digest)) throw new InvalidReference('unsupported digest algorithm');
  return { domain, path, ...(tag !== undefined && { tag }), ...(digest !== undefined && { digest }) };
}

/** @throws InvalidReference */
export function withTag(reference: Reference, tag: string): Reference {
  if (!tagForm.test(tag)) throw new InvalidReference('invalid tag format');
  return { domain: reference.domain, path: reference.path, tag };
}

/** With neither tag nor digest it is `latest` that is meant. */
export function withDefaultTag(reference: Reference): Reference {
  return reference.tag === undefined && reference.digest === undefined ? { ...reference, tag: 'latest' } : reference;
}

/** The name as people write it: without Docker's own registry and its `library/`. */
export function familiarName({ domain, path }: Reference): string {
  if (domain !== defaultDomain) return `${domain}/${path}`;
  const short = path.startsWith(officialPrefix) ? path.slice(officialPrefix.length) : path;
  return short.includes('/') && path.startsWith(officialPrefix) ? path : short;
}

export function familiarString(reference: Reference): string {
  const { tag, digest } = reference;
  return `${familiarName(reference)}${tag === undefined ? '' : `:${tag}`}${digest === undefined ? '' : `@${digest}`}`;
}
