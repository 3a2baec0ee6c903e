/** `npm run headless -- --socket PATH [--hub PORT] [--hub-data DIR] [--boot]` */
import { parseArgs } from 'node:util';
import { diskStorage } from '../../registry/node/disk-storage.ts';
import { startHeadless } from './headless.ts';

const { values } = parseArgs({
  options: { socket: { type: 'string' }, hub: { type: 'string' }, 'hub-data': { type: 'string' }, boot: { type: 'boolean', default: false } },
});
const hubPort = values.hub === undefined ? undefined : Number(values.hub);
if (!values.socket || (hubPort !== undefined && !(hubPort >= 0 && hubPort < 65_536))) {
  console.error('usage: npm run headless -- --socket PATH [--hub PORT] [--hub-data DIR] [--boot]');
  process.exit(2);
}

const headless = await startHeadless({
  from: values.boot ? 'boot' : 'snapshot',
  ...(values['hub-data'] !== undefined && { hubStorage: diskStorage(values['hub-data']) }),
});
await headless.bridge(values.socket);
if (hubPort !== undefined) await headless.serveHub(hubPort);
console.log('ready');

const stop = (): void => void headless.stop().then(() => process.exit(0));
process.once('SIGTERM', stop);
process.once('SIGINT', stop);
