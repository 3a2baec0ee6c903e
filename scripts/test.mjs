/** `npm test`: installs what the tests need, builds what they run, runs all of them, and ends with `N passed, N failed`. */
import { testPackages } from './lib/packages.mjs';
import { prepare, runTypeScript } from './lib/prepare.mjs';

prepare(testPackages);
runTypeScript('scripts/test.ts', ...process.argv.slice(2));
