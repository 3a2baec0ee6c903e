/** What a build is asked for, as the query of `POST /build`. */
import { isSet, list, text } from '../command.ts';
import type { FlagValues } from '../flags.ts';
import { parseUlimit } from '../create/limits.ts';
import { parseBytes } from '../values.ts';

/** A name without value is a variable that the Dockerfile's default holds for, unless this process has one. */
function pairsOrNull(lines: readonly string[], env: Readonly<Record<string, string>>): Record<string, string | null> {
  return Object.fromEntries(
    lines.map((line) => {
      const equals = line.indexOf('=');
      return equals < 0 ? [line, env[line] ?? null] : [line.slice(0, equals), line.slice(equals + 1)];
    }),
  );
}

const json = (value: object): string => (Object.keys(value).length === 0 ? '' : JSON.stringify(value));
const number = (given: string): string => (Number(given) === 0 ? '' : given);
const bytes = (given: string): string => (given === '' ? '' : given === '-1' ? '-1' : String(parseBytes(given)));

/** @throws Error */
export function parameters(
  flags: FlagValues,
  { dockerfile, session }: { readonly dockerfile: string; readonly session: string },
  env: Readonly<Record<string, string>>,
): string {
  const single: Readonly<Record<string, string>> = {
    dockerfile,
    session,
    version: '1',
    q: isSet(flags, 'quiet') ? '1' : '',
    nocache: isSet(flags, 'no-cache') ? '1' : '',
    rm: flags['rm'] === false ? '0' : '',
    forcerm: isSet(flags, 'force-rm') ? '1' : '',
    pull: isSet(flags, 'pull') ? '1' : '',
    steps: text(flags, 'progress') === '' ? '' : '1',
    target: text(flags, 'target'),
    platform: text(flags, 'platform').toLowerCase(),
    networkmode: text(flags, 'network') === 'default' ? '' : text(flags, 'network'),
    isolation: text(flags, 'isolation'),
    cgroupparent: text(flags, 'cgroup-parent'),
    cpusetcpus: text(flags, 'cpuset-cpus'),
    cpusetmems: text(flags, 'cpuset-mems'),
    cpushares: number(text(flags, 'cpu-shares')),
    cpuquota: number(text(flags, 'cpu-quota')),
    cpuperiod: number(text(flags, 'cpu-period')),
    memory: bytes(text(flags, 'memory')),
    memswap: bytes(text(flags, 'memory-swap')),
    shmsize: bytes(text(flags, 'shm-size')),
    buildargs: json(pairsOrNull(list(flags, 'build-arg'), env)),
    labels: json(pairsOrNull(list(flags, 'label'), {})),
    cachefrom: json(list(flags, 'cache-from')),
    ulimits: json(list(flags, 'ulimit').map(parseUlimit)),
  };
  const several: Readonly<Record<string, readonly string[]>> = {
    t: list(flags, 'tag'),
    allow: list(flags, 'allow'),
    extrahosts: list(flags, 'add-host'),
    securityopt: list(flags, 'security-opt'),
  };
  const pairs = [
    ...Object.entries(single).filter(([, value]) => value !== ''),
    ...Object.entries(several).flatMap(([name, values]) => values.map((value) => [name, value] as const)),
  ];
  return pairs.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join('&');
}
