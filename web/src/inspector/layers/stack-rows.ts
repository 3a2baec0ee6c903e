import type { LayerXRay } from '../../../../engine-wasm/api/xray.ts';
import { shortDigest } from '../../state/images.svelte.ts';
import { formatBytes } from '../../ui/format.ts';
import type { LayerChanges } from './layer-files.ts';

/** A layer in a stack, or what a container wrote on top of it. */
export interface StackRow {
  readonly key: string;
  /** The instruction that made it. */
  readonly title: string;
  readonly about: string;
  /** Absent until its files were read. */
  readonly changes: LayerChanges | undefined;
  readonly look: 'own' | 'common' | 'plain';
}

const kinds = ['added', 'changed', 'deleted'] as const;

/** What a layer does to those below. */
function deeds({ counts, wasted }: LayerChanges): string {
  const parts = kinds.flatMap((kind) => (counts[kind] > 0 ? [`${counts[kind]} ${kind}`] : []));
  return [parts.join(', ') || 'no files', ...(wasted > 0 ? [`hides ${formatBytes(wasted)}`] : [])].join(' · ');
}

function instruction(text: string): string {
  return text.replace(/^\/bin\/sh -c #\(nop\)\s*/, '') || 'not told';
}

/** Topmost first; the lowest `common` of them another image has too. */
export function layerRows(layers: readonly LayerXRay[], changes: readonly LayerChanges[], common: number): StackRow[] {
  return layers
    .map(({ chainId, diffId, size, createdBy, sharedWith }, index): StackRow => {
      const done = changes[index];
      const about = [
        shortDigest(diffId),
        formatBytes(size),
        ...(done ? [deeds(done)] : []),
        ...(sharedWith.length > 0 ? [`also in ${sharedWith.join(', ')}`] : []),
      ];
      return { key: chainId, title: instruction(createdBy), about: about.join(' · '), changes: done, look: index < common ? 'common' : 'plain' };
    })
    .reverse();
}

export function ownRow(container: { readonly id: string; readonly name: string }, changes: LayerChanges | undefined): StackRow {
  const about = changes && (changes.changes.length === 0 ? 'nothing written yet' : deeds(changes));
  return { key: container.id, title: `${container.name}’s own layer`, about: about ?? 'being read', changes, look: 'own' };
}
