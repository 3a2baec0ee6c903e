import type { BuildStep } from '../../../../engine-wasm/api/build.ts';
import { formatBytes } from '../../ui/format.ts';
import type { Said } from './moments.ts';

/** What is said of an instruction that began or ended. */
export function sayBuildStep({ step, steps, code, state, size = 0, error = '' }: BuildStep): Said {
  const words: Readonly<Record<BuildStep['state'], string>> = {
    started: 'begins',
    cached: 'is reused from the cache',
    done: 'is done',
    failed: 'failed',
  };
  return {
    kind: 'build',
    text: `Step ${step}/${steps} ${words[state]}: ${code}`,
    detail: state === 'failed' ? error : size > 0 && state !== 'started' ? `a layer of ${formatBytes(size)}` : '',
    to: state === 'cached' || state === 'done' ? 'images' : 'daemon',
    failed: state === 'failed',
  };
}
