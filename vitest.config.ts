import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    projects: [
      {
        plugins: [svelte()],
        test: {
          name: 'unit',
          include: ['engine-wasm/**/*.test.ts', 'web/**/*.test.ts', 'images/**/*.test.ts', 'scripts/**/*.test.ts', 'tests/lib/*.test.ts'],
          environment: 'node',
        },
      },
      {
        // An emulator keeps one core busy: two files at a time, or they would slow each other down.
        test: {
          name: 'guest',
          include: ['tests/guest/*.test.ts'],
          globalSetup: 'tests/guest/global-setup.ts',
          environment: 'node',
          maxWorkers: 2,
          testTimeout: 120_000,
          hookTimeout: 180_000,
        },
      },
    ],
  },
});
