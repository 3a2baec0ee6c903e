/** `npm run check`: types of every world, lint with the import walls, formatting, unused code. Ends with 1 when anything is found. */
import { step } from './lib/progress.ts';
import { run } from './lib/run.ts';

export interface Check {
  readonly name: string;
  readonly command: readonly [string, ...string[]];
}

export const checks: readonly Check[] = [
  { name: 'Types: guest', command: ['tsc', '-p', 'engine-wasm'] },
  { name: 'Types: worker', command: ['tsc', '-p', 'engine-wasm/tsconfig.worker.json'] },
  { name: 'Types: Node', command: ['tsc', '-p', 'tsconfig.node.json'] },
  { name: 'Types: page', command: ['svelte-check', '--tsconfig', 'web/tsconfig.json', '--fail-on-warnings'] },
  { name: 'Lint', command: ['eslint', '.', '--max-warnings', '0'] },
  { name: 'Format', command: ['prettier', '--check', '--log-level', 'warn', '.'] },
  { name: 'Unused code', command: ['knip', '--no-progress'] },
];

/** Runs one check; `null` when it passed, else what it printed. */
export async function runCheck({ name, command: [tool, ...args] }: Check): Promise<string | null> {
  try {
    await step(name, () => run('npx', ['--no-install', tool, ...args]));
    return null;
  } catch (error) {
    return (error as Error).message;
  }
}

if (process.argv[1] === import.meta.filename) {
  const findings: string[] = [];
  for (const check of checks) {
    const finding = await runCheck(check);
    if (finding !== null) findings.push(finding);
  }
  for (const finding of findings) console.error(`\n${finding}`);
  process.exitCode = findings.length > 0 ? 1 : 0;
}
