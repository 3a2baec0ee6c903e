import { StreamLanguage } from '@codemirror/language';
import type { Extension } from '@codemirror/state';
import { isDockerfile, nameOf } from '../../state/editor/paths.ts';

type Load = () => Promise<Extension>;

const shell: Load = async () => StreamLanguage.define((await import('@codemirror/legacy-modes/mode/shell')).shell);
const yaml: Load = async () => (await import('@codemirror/lang-yaml')).yaml();
const properties: Load = async () => StreamLanguage.define((await import('@codemirror/legacy-modes/mode/properties')).properties);
const dockerfile: Load = async () => StreamLanguage.define((await import('@codemirror/legacy-modes/mode/dockerfile')).dockerFile);

/** Each is fetched when a file asks for it. */
const byExtension: Readonly<Record<string, Load>> = {
  js: async () => (await import('@codemirror/lang-javascript')).javascript(),
  mjs: async () => (await import('@codemirror/lang-javascript')).javascript(),
  ts: async () => (await import('@codemirror/lang-javascript')).javascript({ typescript: true }),
  py: async () => (await import('@codemirror/lang-python')).python(),
  html: async () => (await import('@codemirror/lang-html')).html(),
  css: async () => (await import('@codemirror/lang-css')).css(),
  json: async () => (await import('@codemirror/lang-json')).json(),
  md: async () => (await import('@codemirror/lang-markdown')).markdown(),
  yml: yaml,
  yaml,
  sh: shell,
  bash: shell,
  conf: properties,
  ini: properties,
  env: properties,
};

const byName: Readonly<Record<string, Load>> = { '.bashrc': shell, '.profile': shell, '.env': properties, 'nginx.conf': nginx, 'default.conf': nginx };

async function nginx(): Promise<Extension> {
  return StreamLanguage.define((await import('@codemirror/legacy-modes/mode/nginx')).nginx);
}

/** How a file of that name is coloured; nothing for one that is not known. */
export async function languageOf(path: string): Promise<Extension> {
  const name = nameOf(path);
  const load = isDockerfile(path) ? dockerfile : (byName[name] ?? byExtension[name.split('.').at(-1)?.toLowerCase() ?? '']);
  return load ? load() : [];
}
