import { badRequest } from '../errors.ts';

export interface SecurityOptions {
  readonly noNewPrivileges: boolean;
  /** `unconfined`, or a profile's JSON; empty = the default profile. */
  readonly seccomp: string;
}

const booleans: Readonly<Record<string, boolean>> = { '1': true, t: true, true: true, '0': false, f: false, false: false };

/** `--security-opt` values; labels and AppArmor are accepted and have no effect, as on a kernel without them. @throws DaemonError with Docker's texts */
export function parseSecurityOptions(options: readonly string[]): SecurityOptions {
  let noNewPrivileges = false;
  let seccomp = '';
  for (const option of options) {
    if (option === 'disable') continue;
    if (option === 'no-new-privileges') {
      noNewPrivileges = true;
      continue;
    }
    const [, name, value] = /^([^=:]*)[=:](.*)$/s.exec(option) ?? [];
    if (name === undefined || value === undefined) throw badRequest(`invalid --security-opt 1: "${option}"`);
    const switched = booleans[value.toLowerCase()];
    if (name === 'seccomp') seccomp = value === 'builtin' ? '' : value;
    else if (name === 'no-new-privileges' && switched !== undefined) noNewPrivileges = switched;
    else if (name !== 'label' && name !== 'apparmor') throw badRequest(`invalid --security-opt 2: "${option}"`);
  }
  return { noNewPrivileges, seccomp };
}
