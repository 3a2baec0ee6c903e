import { join } from 'node:path';
import { ESLint } from 'eslint';
import { beforeAll, expect, test } from 'vitest';

const root = join(import.meta.dirname, '../..');
const eslint = new ESLint({ cwd: root });

async function breaches(path: string, source: string): Promise<number> {
  const [result] = await eslint.lintText(source, { filePath: join(root, path) });
  return result?.messages.filter(({ ruleId }) => ruleId === 'walls/walls').length ?? 0;
}

// The configuration and its plugins are loaded with the first text.
beforeAll(() => breaches('engine-wasm/daemon/x.ts', ''), 60_000);

test.each([
  ['engine-wasm/daemon/x.ts', "import '../machine/machine.ts';\n"],
  ['engine-wasm/daemon/x.ts', "import './../machine/machine.ts';\n"],
  ['engine-wasm/daemon/x.ts', "import '../../engine-wasm/machine/machine.ts';\n"],
  ['engine-wasm/daemon/x.ts', "await import('../machine/machine.ts');\n"],
  ['engine-wasm/daemon/x.ts', "export * from '../machine/machine.ts';\n"],
  ['engine-wasm/daemon/x.ts', "export { Machine } from '../machine/machine.ts';\n"],
  ['engine-wasm/daemon/x.ts', "export type X = import('../machine/machine.ts').Machine;\n"],
  ['engine-wasm/daemon/x.ts', "import type { Machine } from '../machine/machine.ts';\nexport type X = Machine;\n"],
  ['engine-wasm/daemon/containers/x.ts', "import 'node:fs';\n"],
  ['engine-wasm/daemon/x.ts', "import 'native:files';\n"],
  ['engine-wasm/cli/x.ts', "import '../daemon/errors.ts';\n"],
  ['engine-wasm/api/x.ts', "import '../sys/sys.ts';\n"],
  ['engine-wasm/machine/x.ts', "import '../daemon/errors.ts';\n"],
  ['engine-wasm/registry/x.ts', "import '../machine/machine.ts';\n"],
  ['web/src/x.ts', "import '../../engine-wasm/daemon/errors.ts';\n"],
  ['web/src/x.ts', "import '../../engine-wasm/machine/machine.ts';\n"],
  ['web/src/ui/x.ts', "import '../state/theme.svelte.ts';\n"],
  ['web/src/x.svelte', '<script lang="ts">\n  import \'../../engine-wasm/daemon/errors.ts\';\n</script>\n'],
])('%s may not %j', async (path, source) => {
  expect(await breaches(path, source)).toBe(1);
});

test.each([
  ['engine-wasm/daemon/x.ts', "import '../api/link.ts';\nimport '../sys/sys.ts';\nimport './errors.ts';\n"],
  ['engine-wasm/sys/x.ts', "import 'native:files';\n"],
  ['engine-wasm/machine/node/x.ts', "import 'node:fs';\nimport '../machine.ts';\n"],
  ['web/src/x.ts', "import '../../engine-wasm/machine/client.ts';\nimport './ui/format.ts';\nimport 'svelte';\n"],
])('%s may %j', async (path, source) => {
  expect(await breaches(path, source)).toBe(0);
});
