import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { busybox } from '../busybox/recipe.ts';
import type { Recipe } from '../lib/recipe.ts';
import { Tree } from '../lib/tree.ts';

/** Its date is ours: nothing of Debian is in it beyond its base. */
const created = Date.UTC(2026, 0, 1) / 1000;

export const whoami: Recipe = {
  name: 'whoami',
  title: 'whoami',
  description: 'A web server that tells which container answers, for load balancing and networks: port 80',
  licenses: 'MIT',
  tags: [],
  packages: [],
  withDependencies: false,
  base: busybox,
  async assemble() {
    const layer = new Tree();
    layer.newest = created;
    for (const folder of ['www', 'www/cgi-bin']) layer.directory(folder);
    // BusyBox's httpd runs this for a folder that has no index.html.
    layer.file('www/cgi-bin/index.cgi', await readFile(join(import.meta.dirname, 'whoami.cgi')), { mode: 0o755 });
    return {
      version: '1.0',
      created,
      steps: [
        { createdBy: 'COPY whoami.cgi /www/cgi-bin/index.cgi', layer },
        { createdBy: 'EXPOSE 80/tcp' },
        { createdBy: 'CMD ["httpd" "-f" "-p" "80" "-h" "/www"]' },
      ],
      config: {
        Env: ['PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'],
        Cmd: ['httpd', '-f', '-p', '80', '-h', '/www'],
        ExposedPorts: { '80/tcp': {} },
      },
    };
  },
};
