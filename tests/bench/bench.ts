/** `npm run bench [-- --reference SOCKET]`: what the learner waits for, against its budgets; with a real engine's socket also against that engine, natively, in the same run. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { measureMachine } from './machine.ts';
import { measurePage } from './page.ts';
import { printRows, type Row } from './row.ts';

const { values } = parseArgs({ options: { reference: { type: 'string' } } });
const rows: Row[] = [];
try {
  rows.push(...(await measureMachine(values.reference)));
  rows.push(...(await measurePage()));
} finally {
  // What was measured before something failed took minutes, and is worth seeing.
  printRows(rows);
}
writeFileSync(join(import.meta.dirname, '../../bench-results.json'), `${JSON.stringify(rows, null, 2)}\n`);
process.exit(0);
