/** `npm start`: from a clean clone to the page, in one command. */
import { startPackages } from './lib/packages.mjs';
import { prepare, runTypeScript } from './lib/prepare.mjs';

prepare(startPackages);
runTypeScript('scripts/build.ts');
runTypeScript('scripts/serve.ts', ...process.argv.slice(2));
