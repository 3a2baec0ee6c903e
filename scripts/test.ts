/** Runs every suite and adds them up. A suite that dies without a result counts as one failure. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { buildGuest } from '../images/guest/build.ts';
import { buildLibrary } from '../images/library/build.ts';
import { buildPackages } from '../images/packages/build.ts';
import { checks, runCheck } from './check.ts';
import { buildPage } from './page.ts';

const root = join(import.meta.dirname, '..');
const results = join(root, 'test-results');

interface Count {
  readonly passed: number;
  readonly failed: number;
}

function runTool(args: readonly string[], env: Record<string, string> = {}): boolean {
  return spawnSync('npx', ['--no-install', ...args], { cwd: root, stdio: ['ignore', 'inherit', 'inherit'], env: { ...process.env, ...env } }).status === 0;
}

/** One failure when a suite ended badly although its report names none (a crash, a file that does not load). */
function settle(ended: boolean, count: Count): Count {
  return ended || count.failed > 0 ? count : { ...count, failed: 1 };
}

async function check(): Promise<Count> {
  let failed = 0;
  for (const item of checks) {
    const finding = await runCheck(item);
    if (finding === null) continue;
    failed += 1;
    console.error(finding);
  }
  return { passed: checks.length - failed, failed };
}

function vitest(project: string): Count {
  const report = join(results, `${project}.json`);
  const ended = runTool(['vitest', 'run', '--project', project, '--reporter=default', '--reporter=json', `--outputFile.json=${report}`]);
  if (!existsSync(report)) return { passed: 0, failed: 1 };
  const { numPassedTests, numFailedTests } = JSON.parse(readFileSync(report, 'utf8')) as { numPassedTests: number; numFailedTests: number };
  return settle(ended, { passed: numPassedTests, failed: numFailedTests });
}

function playwright(): Count {
  const report = join(results, 'e2e.json');
  const ended = runTool(['playwright', 'test', '--config', 'tests/e2e/playwright.config.ts', '--reporter=list,json'], { PLAYWRIGHT_JSON_OUTPUT_NAME: report });
  if (!existsSync(report)) return { passed: 0, failed: 1 };
  const { stats } = JSON.parse(readFileSync(report, 'utf8')) as { stats: { expected: number; unexpected: number; flaky: number } };
  return settle(ended, { passed: stats.expected, failed: stats.unexpected + stats.flaky });
}

const suites: Record<string, () => Count | Promise<Count>> = { check, unit: () => vitest('unit'), guest: () => vitest('guest'), e2e: playwright };

async function main(names: readonly string[]): Promise<void> {
  rmSync(results, { recursive: true, force: true });
  mkdirSync(results, { recursive: true });
  await buildLibrary();
  await buildPackages();
  await buildGuest();
  await buildPage();
  const total = { passed: 0, failed: 0 };
  for (const name of names) {
    console.log(`\n== ${name}`);
    const suite = suites[name];
    if (!suite) throw new Error(`no suite ${name}; there are ${Object.keys(suites).join(', ')}`);
    const count = await suite();
    total.passed += count.passed;
    total.failed += count.failed;
    console.log(`${name}: ${count.passed} passed, ${count.failed} failed`);
  }
  console.log(`\n${total.passed} passed, ${total.failed} failed`);
  process.exitCode = total.failed > 0 ? 1 : 0;
}

const chosen = process.argv.slice(2);
await main(chosen.length > 0 ? chosen : Object.keys(suites));
