import type { Sys } from '../sys/sys.ts';
import { Refusal } from './command.ts';
import { parseDuration } from './values.ts';

const dateForm = /^(\d{4}-\d\d-\d\d)(?:T(\d\d)(?::(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?)?(Z|[+-]\d\d:\d\d)?)?$/;

/**
 * What `--since` and `--until` mean, as the API takes it: seconds since the epoch. Given is a date (without zone in this machine's, which is
 * UTC), seconds, or a duration before now; empty stays empty. `flag` is named in the error where the command does so.
 * @throws Refusal
 */
export function timestamp({ clock }: Sys, given: string, flag = ''): string {
  if (given === '' || /^\d+(\.\d+)?$/.test(given)) return given;
  const [isDate, day = '', hours = '00', minutes = '00', seconds = '00', fraction = '', zone = 'Z'] = dateForm.exec(given) ?? [];
  if (isDate) return `${Date.parse(`${day}T${hours}:${minutes}:${seconds}${zone}`) / 1000}.${fraction.padEnd(9, '0')}`;
  try {
    return String(Math.floor((clock.now() * 1e6 - parseDuration(given)) / 1e9));
  } catch {
    const problem = `failed to parse value as time or duration: ${JSON.stringify(given)}`;
    throw new Refusal(flag === '' ? problem : `invalid value for "${flag}": ${problem}`);
  }
}
