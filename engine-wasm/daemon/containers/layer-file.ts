import { S_IFMT, S_IFREG } from '../../sys/constants.ts';
import type { Files } from '../../sys/sys.ts';

/** A file as the topmost of some layers has it, without mounting anything; empty when there is none, or a whiteout hides it. */
export function readLayerFile(files: Files, layers: readonly string[], path: string): string {
  const found = layers.map((layer) => `${layer}${path}`).find((candidate) => files.exists(candidate));
  return found !== undefined && (files.stat(found).mode & S_IFMT) === S_IFREG ? files.readText(found) : '';
}
