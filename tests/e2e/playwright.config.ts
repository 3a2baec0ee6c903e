import { defineConfig } from '@playwright/test';
import { chromiumArguments } from './lib/chromium.ts';

const port = 4317;

/** Journeys through the built page in Debian's Chromium. */
export default defineConfig({
  testDir: '.',
  outputDir: '../../test-results/e2e',
  timeout: 120_000,
  expect: { timeout: 60_000 },
  workers: 1,
  reporter: 'list',
  use: {
    baseURL: `http://127.0.0.1:${port}/`,
    viewport: { width: 1440, height: 900 },
    screenshot: 'only-on-failure',
    // As in Node (machine/node/headless.ts): journeys last seconds. What learners have is measured in tests/bench, without it.
    launchOptions: { executablePath: '/usr/bin/chromium', args: [...chromiumArguments, '--js-flags=--liftoff-only'] },
  },
  webServer: {
    command: `npx --no-install tsx scripts/serve.ts --port ${port}`,
    cwd: '../..',
    url: `http://127.0.0.1:${port}/`,
    reuseExistingServer: false,
    timeout: 30_000,
  },
});
