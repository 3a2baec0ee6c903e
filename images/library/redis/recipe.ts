import { debian } from '../debian/recipe.ts';
import { installOn } from '../debian/install.ts';
import { addSystemUser } from '../lib/accounts.ts';
import type { Recipe } from '../lib/recipe.ts';
import type { Tree } from '../lib/tree.ts';
import { upstreamVersion } from '../lib/version.ts';

const redisId = 999;

/** Other containers are the ones who ask, so Redis's protection against anybody but this host is off, as in the image of this name everywhere. */
const entrypoint = `#!/bin/sh
set -e
if [ "\${1#-}" != "$1" ] || [ "\${1%.conf}" != "$1" ]; then
    set -- redis-server "$@"
fi
if [ "$1" = redis-server ]; then
    set -- "$@" --protected-mode no
    if [ "$(id -u)" = 0 ]; then
        chown redis . || true
        exec setpriv --reuid=redis --regid=redis --clear-groups -- "$@"
    fi
fi
exec "$@"
`;

function adapt(tree: Tree): void {
  addSystemUser(tree, 'redis', redisId, '/data');
  tree.directory('data', { uid: redisId, gid: redisId });
  tree.file('usr/local/bin/docker-entrypoint.sh', entrypoint, { mode: 0o755 });
}

export const redis: Recipe = {
  name: 'redis',
  title: 'Redis',
  description: 'A key-value store: data in /data, port 6379',
  licenses: 'AGPL-3.0-only OR SSPL-1.0 OR RSALv2',
  tags: ['8'],
  packages: ['redis-server'],
  withDependencies: true,
  base: debian,
  async assemble(packages, below) {
    const layer = await installOn(below, packages, adapt);
    const version = upstreamVersion(packages, 'redis-server');
    return {
      version,
      created: layer.newest,
      steps: [
        { createdBy: `COPY rootfs / # redis-server ${version} of Debian`, layer },
        { createdBy: 'VOLUME [/data]' },
        { createdBy: 'WORKDIR /data' },
        { createdBy: 'ENTRYPOINT ["docker-entrypoint.sh"]' },
        { createdBy: 'EXPOSE 6379/tcp' },
        { createdBy: 'CMD ["redis-server"]' },
      ],
      config: {
        Env: ['PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', `REDIS_VERSION=${version}`],
        Entrypoint: ['docker-entrypoint.sh'],
        Cmd: ['redis-server'],
        Volumes: { '/data': {} },
        WorkingDir: '/data',
        ExposedPorts: { '6379/tcp': {} },
      },
    };
  },
};
