/** `npm run screenshots`: installs what it needs, builds the page, and photographs it into docs/screenshots. `-- --only NAME` keeps to one of the looks. */
import { testPackages } from './lib/packages.mjs';
import { prepare, runTypeScript } from './lib/prepare.mjs';

prepare([...testPackages, 'pngquant']);
runTypeScript('scripts/build.ts');
runTypeScript('scripts/screenshots/main.ts', ...process.argv.slice(2));
