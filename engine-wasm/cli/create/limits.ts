/** Limits of processes, devices and resources, as the API takes them. */
import { parseInteger } from '../flags.ts';
import { parseBytes } from '../values.ts';
import type { Ulimit } from '../../api/containers.ts';
import type { DeviceMapping, ThrottleDevice } from '../../api/create-request.ts';

const ulimits = 'as|core|cpu|data|fsize|locks|memlock|msgqueue|nice|nofile|nproc|rss|rtprio|rttime|sigpending|stack'.split('|');

/** `nofile=1024:2048`. @throws Error */
export function parseUlimit(given: string): Ulimit {
  const [Name = '', limits] = given.split('=');
  if (limits === undefined) throw new Error(`invalid ulimit argument: ${given}`);
  if (!ulimits.includes(Name)) throw new Error(`invalid ulimit type: ${Name}`);
  const [soft = '', hard = soft, more] = limits.split(':');
  if (more !== undefined) throw new Error(`too many limit value arguments - ${limits}, can only have up to two, \`soft[:hard]\``);
  const [Soft, Hard] = [parseInteger(soft), parseInteger(hard)];
  if (Hard !== -1 && (Soft === -1 || Soft > Hard)) throw new Error(`ulimit soft limit must be less than or equal to hard limit: ${Soft} > ${Hard}`);
  return { Name, Soft, Hard };
}

/** `/dev/a[:/dev/b][:rwm]`. @throws Error */
export function parseDevice(given: string): DeviceMapping {
  const [PathOnHost = '', second, third] = given.split(':');
  const isMode = (text: string | undefined): boolean => text !== undefined && /^[rwm]+$/.test(text);
  const CgroupPermissions = third ?? (isMode(second) ? (second as string) : 'rwm');
  const PathInContainer = second === undefined || second === '' || (third === undefined && isMode(second)) ? PathOnHost : second;
  if (!isMode(CgroupPermissions)) throw new Error(`bad mode specified: ${CgroupPermissions}`);
  if (!PathOnHost.startsWith('/')) throw new Error(`${PathOnHost} is not an absolute path`);
  return { PathOnHost, PathInContainer, CgroupPermissions };
}

/** `/dev/sda:1mb`. */
export function parseRate(given: string): ThrottleDevice {
  const [Path = '', rate = ''] = given.split(':');
  return { Path, Rate: parseBytes(rate) };
}
