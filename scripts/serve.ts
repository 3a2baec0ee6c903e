/** Serves the built page (`dist/`) on 127.0.0.1 and prints its address. `--port N` picks the port, `--host` opens it to the network. */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { preview } from 'vite';

const { values } = parseArgs({ options: { port: { type: 'string', default: '4173' }, host: { type: 'boolean', default: false } } });

const server = await preview({
  configFile: join(import.meta.dirname, '..', 'vite.config.ts'),
  logLevel: 'warn',
  preview: { port: Number(values.port), host: values.host ? true : '127.0.0.1' },
});
const [address] = server.resolvedUrls?.local ?? [];
console.log(`\n  Drydock is ready:  ${address}\n  (Ctrl+C ends it)\n`);
