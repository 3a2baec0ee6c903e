/** `npm run headless -- --socket PATH [--boot]` */
import { parseArgs } from 'node:util';
import { startHeadless } from './headless.ts';

const { values } = parseArgs({ options: { socket: { type: 'string' }, boot: { type: 'boolean', default: false } } });
if (!values.socket) {
  console.error('usage: npm run headless -- --socket PATH [--boot]');
  process.exit(2);
}

const headless = await startHeadless({ from: values.boot ? 'boot' : 'snapshot' });
await headless.bridge(values.socket);
console.log('ready');

const stop = (): void => void headless.stop().then(() => process.exit(0));
process.once('SIGTERM', stop);
process.once('SIGINT', stop);
