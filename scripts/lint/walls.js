/**
 * Who may import whom, as lint rules: a breach fails `npm run check`. One row a world; everything that a row does not allow is refused.
 * docs/ARCHITECTURE.md, "Walls", says why.
 */
const worlds = {
  'engine-wasm/api': [],
  'engine-wasm/sys': ['engine-wasm/wire'],
  'engine-wasm/wire': ['engine-wasm/api'],
  'engine-wasm/daemon': ['engine-wasm/api', 'engine-wasm/sys', 'engine-wasm/wire'],
  'engine-wasm/cli': ['engine-wasm/api', 'engine-wasm/sys', 'engine-wasm/wire'],
  'engine-wasm/agent': ['engine-wasm/api', 'engine-wasm/sys', 'engine-wasm/wire'],
  'engine-wasm/registry': ['engine-wasm/api', 'engine-wasm/wire'],
  'engine-wasm/machine': ['engine-wasm/api', 'engine-wasm/wire', 'engine-wasm/registry'],
  web: ['engine-wasm/api', 'engine-wasm/wire', 'engine-wasm/machine'],
};

const places = [
  'engine-wasm/api',
  'engine-wasm/sys',
  'engine-wasm/wire',
  'engine-wasm/daemon',
  'engine-wasm/cli',
  'engine-wasm/agent',
  'engine-wasm/host',
  'engine-wasm/machine',
  'engine-wasm/registry',
  'web',
  'images',
  'scripts',
  'tests',
];

/** Imports are relative, so a place is recognised by its folder name after the dots. */
function refuse(place, from) {
  const folder = place.split('/').pop();
  return {
    regex: `^(\\.\\./)+(engine-wasm/)?${folder}/`,
    message: `${from} must not import ${place} (see docs/ARCHITECTURE.md, "Walls")`,
  };
}

/** Node belongs to build scripts, tests and the machine's headless half. */
const node = { regex: '^node:', message: 'this code runs where there is no Node' };

export const walls = Object.entries(worlds).map(([world, allowed]) => {
  const refused = places.filter((place) => place !== world && !allowed.includes(place)).map((place) => refuse(place, world));
  return {
    files: [`${world}/**/*.ts`, `${world}/**/*.svelte`],
    ignores: ['**/*.test.ts', '**/node/**', '**/testing/**', 'web/e2e/**'],
    rules: { 'no-restricted-imports': ['error', { patterns: [...refused, node] }] },
  };
});
