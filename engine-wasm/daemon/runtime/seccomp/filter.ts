import { runcFailure, StartFailure } from '../start-failure.ts';
import { compileProfile } from './compile.ts';
import { defaultProfile, type Profile } from './profile.ts';

const cache = new Map<string, string | null>();
const mostCached = 16;

/**
 * The filter of a container whose profile is `text` (JSON; empty = Docker's default). Kept by profile and capabilities, as most
 * containers have the same. @throws StartFailure with runc's text
 */
export function seccompFilter(text: string, capabilities: ReadonlySet<string>): string | null {
  const key = `${[...capabilities].sort().join()} ${text}`;
  let filter = cache.get(key);
  if (filter === undefined) {
    filter = compile(text, capabilities);
    if (cache.size >= mostCached) cache.clear();
    cache.set(key, filter);
  }
  return filter;
}

function compile(text: string, capabilities: ReadonlySet<string>): string | null {
  try {
    return compileProfile(text === '' ? defaultProfile() : (JSON.parse(text) as Profile), capabilities);
  } catch (error) {
    if (error instanceof SyntaxError) throw new StartFailure(`Decoding seccomp profile failed: ${error.message}`, 128);
    throw runcFailure((error as Error).message);
  }
}
