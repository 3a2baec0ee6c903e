/**
 * Who may import whom, as a lint rule: a breach fails `npm run check`. One row a world, and what each may import besides itself: folders, or single
 * files. docs/ARCHITECTURE.md, "Walls", says why.
 */
import { dirname, join, relative } from 'node:path';

const root = join(import.meta.dirname, '../..');

const worlds = {
  'engine-wasm/api': [],
  'engine-wasm/wire': ['engine-wasm/api'],
  'engine-wasm/sys': ['engine-wasm/wire', 'native:'],
  'engine-wasm/daemon': ['engine-wasm/api', 'engine-wasm/sys', 'engine-wasm/wire'],
  'engine-wasm/cli': ['engine-wasm/api', 'engine-wasm/sys', 'engine-wasm/wire'],
  'engine-wasm/agent': ['engine-wasm/api', 'engine-wasm/sys', 'engine-wasm/wire'],
  'engine-wasm/registry': ['engine-wasm/api', 'engine-wasm/wire'],
  'engine-wasm/machine': ['engine-wasm/api', 'engine-wasm/wire', 'engine-wasm/registry'],
  web: ['engine-wasm/api', 'engine-wasm/wire', 'engine-wasm/machine/client.ts'],
  'web/src/docker': ['engine-wasm/api', 'engine-wasm/wire'],
  'web/src/ui': [],
};

const isWithin = (path, place) => path === place || path.startsWith(`${place}/`);

/** The innermost world that a file is in. */
const worldOf = (path) =>
  Object.keys(worlds)
    .filter((world) => isWithin(path, world))
    .sort((a, b) => b.length - a.length)[0];

/** What is wrong with an import, or `null`. Packages are everyone's; Node is for build scripts, tests and the machine's headless half. */
function breach(file, source) {
  const world = worldOf(file);
  const allowed = worlds[world];
  if (source.startsWith('node:')) return 'this code runs where there is no Node';
  if (source.startsWith('native:')) return allowed.includes('native:') ? null : `${world} must not call the system itself: engine-wasm/sys does`;
  if (!source.startsWith('.')) return null;
  const target = relative(root, join(root, dirname(file), source)).split('?')[0];
  if (isWithin(target, world) || allowed.some((place) => isWithin(target, place))) return null;
  return `${world} must not import ${target}`;
}

const rule = {
  meta: { type: 'problem', schema: [], messages: { breach: '{{reason}} (see docs/ARCHITECTURE.md, "Walls")' } },
  create(context) {
    const file = relative(root, context.filename);
    const check = (source) => {
      const value = source?.type === 'TSLiteralType' ? source.literal.value : source?.value;
      const reason = typeof value === 'string' ? breach(file, value) : null;
      if (reason) context.report({ node: source, messageId: 'breach', data: { reason } });
    };
    return {
      ImportDeclaration: (node) => check(node.source),
      ExportNamedDeclaration: (node) => check(node.source),
      ExportAllDeclaration: (node) => check(node.source),
      ImportExpression: (node) => check(node.source),
      TSImportType: (node) => check(node.argument ?? node.source),
    };
  },
};

export const walls = {
  files: Object.keys(worlds).flatMap((world) => [`${world}/**/*.ts`, `${world}/**/*.svelte`]),
  ignores: ['**/*.test.ts', '**/node/**', '**/testing/**', 'web/build/**'],
  plugins: { walls: { rules: { walls: rule } } },
  rules: { 'walls/walls': 'error' },
};
