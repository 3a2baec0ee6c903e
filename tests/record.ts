/**
 * Records the golden cases from a real Docker Engine that has `busybox` and `hello-world`:
 *
 *   npm run record -- --socket PATH [CASE …]
 *
 * A case about BuildKit says so at its beginning: it is recorded with BUILDKIT=1, and with buildx among the client's plugins (DOCKER_CONFIG).
 */
import { parseArgs } from 'node:util';
import { caseNames, runCase, writeExpected } from './lib/golden.ts';
import { shellFor } from './lib/shell.ts';

const { values, positionals } = parseArgs({ options: { socket: { type: 'string' } }, allowPositionals: true });
if (!values.socket) throw new Error('usage: npm run record -- --socket PATH [CASE …]');

const run = shellFor(values.socket);
for (const name of caseNames()) {
  if (positionals.length > 0 && !positionals.includes(name)) continue;
  const recorded = await runCase(name, run);
  writeExpected(name, recorded);
  console.log(`${name}: ${recorded.length} commands`);
}
