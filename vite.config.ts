import { join } from 'node:path';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig, type Rolldown } from 'vite';
import { buildName } from './web/build/build-name.ts';
import { contentSecurityPolicy } from './web/build/content-security-policy.ts';
import { firstLoad } from './web/build/first-load.ts';
import { scriptBudget } from './web/build/script-budget.ts';
import { thirdParty } from './web/build/third-party.ts';

const root = import.meta.dirname;
const parts = thirdParty();

/** v86 looks for Node's modules only where there is Node: that the page has none of them is no news to whoever builds it. */
const quiet: Rolldown.RolldownOptions = {
  checks: { pluginTimings: false },
  onLog(level, log, report) {
    if (!/externalized for browser compatibility, imported by ".*libv86\.mjs"/.test(log.message)) report(level, log);
  },
};

/** The page: a static folder that any web server can serve, under any path. */
export default defineConfig({
  root: join(root, 'web'),
  base: './',
  publicDir: join(root, 'public'),
  define: { __DRYDOCK_BUILD__: JSON.stringify(buildName(root)) },
  plugins: [
    svelte(),
    contentSecurityPolicy(),
    firstLoad(join(root, 'public/machine')),
    parts.collect(),
    parts.write,
    scriptBudget(/\/stage\/Stage\.svelte$/, 350_000),
  ],
  worker: { format: 'es', plugins: () => [parts.collect()], rolldownOptions: quiet },
  build: { outDir: join(root, 'dist'), emptyOutDir: true, target: 'es2023', assetsInlineLimit: 2048, chunkSizeWarningLimit: 700, rolldownOptions: quiet },
  server: { host: '127.0.0.1' },
});
