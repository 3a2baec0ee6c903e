import { badRequest } from '../errors.ts';

/** One `-v`. */
export interface Bind {
  readonly kind: 'bind' | 'volume' | 'anonymous';
  /** A path of the machine, or a volume's name. */
  readonly source: string;
  readonly destination: string;
  /** As given. */
  readonly mode: string;
  readonly readOnly: boolean;
  readonly copyUp: boolean;
}

const modes = ['rw', 'ro', 'z', 'Z', 'nocopy', 'private', 'rprivate', 'shared', 'rshared', 'slave', 'rslave', 'cached', 'consistent', 'delegated'];

/** @throws DaemonError bad-request with Docker's text */
export function checkMode(mode: string): void {
  if (mode !== '' && !mode.split(',').every((word) => modes.includes(word))) throw badRequest(`invalid mode: ${mode}`);
}

/** Why a path of the container is none to mount on, or `null`. */
export function destinationFault(destination: string): string | null {
  if (!destination.startsWith('/')) return `invalid mount path: '${destination}' mount path must be absolute`;
  return /^\/+\.?$/.test(destination) ? "invalid specification: destination can't be '/'" : null;
}

/** `destination`, `source:destination` or `source:destination:mode`. @throws DaemonError bad-request with Docker's texts */
export function parseBind(text: string): Bind {
  const parts = text.split(':');
  if (parts.length > 3 || parts.includes('')) throw badRequest(`invalid volume specification: '${text}'`);
  const [source, destination, mode = ''] = parts.length === 1 ? ['', text] : (parts as [string, string, string?]);
  checkMode(mode);
  const kind = source === '' ? 'anonymous' : source.startsWith('/') ? 'bind' : 'volume';
  const fault = destinationFault(destination);
  if (fault !== null)
    throw badRequest(`invalid volume specification: '${text}': invalid mount config for type "${kind === 'bind' ? 'bind' : 'volume'}": ${fault}`);
  const words = mode.split(',');
  return { kind, source, destination, mode, readOnly: words.includes('ro'), copyUp: kind !== 'bind' && !words.includes('nocopy') };
}
