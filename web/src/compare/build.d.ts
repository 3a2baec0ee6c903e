/** Version and commit, put in by the build: vite.config.ts. */
declare const __DRYDOCK_BUILD__: string;
