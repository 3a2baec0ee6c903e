import { join } from 'node:path';
import { ESLint } from 'eslint';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '../..');

async function breaches(path: string, source: string): Promise<number> {
  const [result] = await new ESLint({ cwd: root }).lintText(source, { filePath: join(root, path) });
  return result?.messages.filter(({ ruleId }) => ruleId === 'no-restricted-imports').length ?? 0;
}

test.each([
  ['engine-wasm/daemon/x.ts', "import '../machine/machine.ts';\n"],
  ['engine-wasm/daemon/containers/x.ts', "import 'node:fs';\n"],
  ['engine-wasm/cli/x.ts', "import '../daemon/errors.ts';\n"],
  ['engine-wasm/api/x.ts', "import '../sys/sys.ts';\n"],
  ['engine-wasm/machine/x.ts', "import '../daemon/errors.ts';\n"],
  ['web/src/x.ts', "import '../../engine-wasm/daemon/errors.ts';\n"],
])('%s may not %s', async (path, source) => {
  expect(await breaches(path, source)).toBe(1);
});

test('what is allowed passes', async () => {
  expect(await breaches('engine-wasm/daemon/x.ts', "import '../api/link.ts';\nimport '../sys/sys.ts';\n")).toBe(0);
});
