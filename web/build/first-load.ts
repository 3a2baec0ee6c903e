import { readFileSync } from 'node:fs';
import type { HtmlTagDescriptor, Plugin } from 'vite';
import type { Manifest } from '../../engine-wasm/machine/manifest.ts';

function prefetched(href: string): HtmlTagDescriptor {
  return { tag: 'link', attrs: { rel: 'prefetch', as: 'fetch', crossorigin: '', href }, injectTo: 'head' };
}

/** What restoring a machine takes, of the folder with its manifest. */
function machineFiles(folder: string): string[] {
  const { snapshot, bios, vgaBios } = JSON.parse(readFileSync(`${folder}/manifest.json`, 'utf8')) as Manifest;
  return ['manifest.json', ...[snapshot, bios, vgaBios].flatMap((file) => file?.name ?? [])].map((name) => `machine/${name}`);
}

/**
 * Names in the page what its worker will ask for, so that the browser fetches it beside the page's own scripts instead of after them. A prefetch and not a
 * preload: that one is for the document itself, and browsers complain when only a worker takes it.
 */
export function firstLoad(machineFolder: string): Plugin {
  return {
    name: 'first-load',
    apply: 'build',
    transformIndexHtml: {
      order: 'post',
      handler: (_, { bundle }) => {
        const ofTheWorker = Object.keys(bundle ?? {}).filter((name) => /\/(worker|v86)-[^/]*\.(js|wasm)$/.test(name));
        return [...ofTheWorker, ...machineFiles(machineFolder)].map((name) => prefetched(`./${name}`));
      },
    },
  };
}
