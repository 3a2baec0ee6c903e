/** `--log-driver` and `--log-opt`. */
import type { HostConfig } from '../../api/containers.ts';
import { badRequest, DaemonError } from '../errors.ts';
import type { LogTarget } from '../runtime/monitor-task.ts';
import { logOf, type Container } from './container.ts';

const drivers = ['', 'json-file', 'local', 'none'];
const knownOptions = ['max-size', 'max-file', 'compress', 'labels', 'labels-regex', 'env', 'env-regex', 'tag', 'mode', 'max-buffer-size'];

/**
 * Docker's logs grow without bound. Here they are in memory, with everything else of the machine, so a log without a size of its own is rotated too
 * (docs/decisions/05-logs-are-bounded.md).
 */
const defaultMaxBytes = 16 * 1024 * 1024;
const defaultMaxFiles = 2;

export const noLog: LogTarget = { path: '', maxBytes: 0, maxFiles: 1 };

/** @throws DaemonError bad-request with Docker's texts */
export function checkLogConfig({ LogConfig }: HostConfig): void {
  const { Type = '', Config } = LogConfig ?? {};
  if (!drivers.includes(Type)) throw badRequest(`error looking up logging plugin ${Type}: plugin "${Type}" not found`);
  const unknown = Object.keys(Config ?? {}).find((name) => !knownOptions.includes(name));
  if (unknown !== undefined) throw badRequest(`unknown log opt '${unknown}' for ${Type || 'json-file'} log driver`);
}

/** `10m`, `512k`, `1g`; `-1`: Docker's "unlimited". */
function parseSize(text: string): number {
  if (text === '-1') return defaultMaxBytes;
  const match = /^(\d+(?:\.\d+)?) ?([kmgt]?)(?:i?b)?$/i.exec(text);
  if (!match) throw startFailure(`invalid size: '${text}'`);
  return Math.floor(Number(match[1]) * 1024 ** ['', 'k', 'm', 'g', 't'].indexOf((match[2] as string).toLowerCase()));
}

function parseCount(text: string): number {
  const count = Number(text);
  if (!/^-?\d+$/.test(text)) throw startFailure(`strconv.Atoi: parsing "${text}": invalid syntax`);
  if (count < 1) throw startFailure('max-file cannot be less than 1');
  return count;
}

const startFailure = (text: string): DaemonError =>
  new DaemonError('internal', `failed to create task for container: failed to initialize logging driver: ${text}`);

/** @throws DaemonError with Docker's texts */
export function logTargetOf(container: Container): LogTarget {
  const { Type = '', Config } = container.host.LogConfig ?? {};
  if (Type === 'none') return noLog;
  const size = Config?.['max-size'];
  const count = Config?.['max-file'];
  const maxBytes = size === undefined ? defaultMaxBytes : parseSize(size);
  const maxFiles = count !== undefined ? parseCount(count) : size === undefined ? defaultMaxFiles : 1;
  return { path: logOf(container), maxBytes, maxFiles };
}
