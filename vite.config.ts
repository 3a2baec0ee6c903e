import { join } from 'node:path';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vite';
import { contentSecurityPolicy } from './web/build/content-security-policy.ts';
import { firstLoad } from './web/build/first-load.ts';

const root = import.meta.dirname;

/** The page: a static folder that any web server can serve, under any path. */
export default defineConfig({
  root: join(root, 'web'),
  base: './',
  publicDir: join(root, 'public'),
  plugins: [svelte(), contentSecurityPolicy(), firstLoad(join(root, 'public/machine'))],
  worker: { format: 'es' },
  build: { outDir: join(root, 'dist'), emptyOutDir: true, target: 'es2023', assetsInlineLimit: 2048, chunkSizeWarningLimit: 700 },
  server: { host: '127.0.0.1' },
});
