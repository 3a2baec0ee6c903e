import { delimiter } from 'node:path';
import { dockerCliFolder } from '../../scripts/lib/docker-cli.ts';

/** Before the suite, once: `docker` is there. */
export default async function setup(): Promise<void> {
  const folder = await dockerCliFolder();
  if (folder !== null) process.env['PATH'] = `${folder}${delimiter}${process.env['PATH'] ?? ''}`;
}
