import { debian } from '../debian/recipe.ts';
import { installOn } from '../debian/install.ts';
import type { Recipe } from '../lib/recipe.ts';
import type { Tree } from '../lib/tree.ts';
import { upstreamVersion } from '../lib/version.ts';

const configuration = `version: 0.1
log:
  fields:
    service: registry
storage:
  cache:
    blobdescriptor: inmemory
  filesystem:
    rootdirectory: /var/lib/registry
  delete:
    enabled: true
http:
  addr: :5000
  headers:
    X-Content-Type-Options: [nosniff]
`;

const entrypoint = `#!/bin/sh
set -e
case "$1" in
    *.yaml|*.yml) set -- registry serve "$@" ;;
    serve|garbage-collect|help|-*) set -- registry "$@" ;;
esac
exec "$@"
`;

/** The program's name, its configuration and its data are where the image of this name has them everywhere. */
function adapt(tree: Tree): void {
  tree.symlink('usr/local/bin/registry', '/usr/bin/docker-registry');
  tree.file('etc/docker/registry/config.yml', configuration);
  tree.directory('var/lib/registry');
  tree.file('entrypoint.sh', entrypoint, { mode: 0o755 });
}

export const registry: Recipe = {
  name: 'registry',
  title: 'Docker registry',
  description: 'The Docker distribution registry, to push to on one’s own: data in /var/lib/registry, port 5000',
  licenses: 'Apache-2.0',
  tags: ['2', '2.8'],
  packages: ['docker-registry'],
  withDependencies: true,
  base: debian,
  async assemble(packages, below) {
    const layer = await installOn(below, packages, adapt);
    const version = upstreamVersion(packages, 'docker-registry');
    return {
      version,
      created: layer.newest,
      steps: [
        { createdBy: `COPY rootfs / # docker-registry ${version} of Debian`, layer },
        { createdBy: 'VOLUME [/var/lib/registry]' },
        { createdBy: 'EXPOSE 5000/tcp' },
        { createdBy: 'ENTRYPOINT ["/entrypoint.sh"]' },
        { createdBy: 'CMD ["/etc/docker/registry/config.yml"]' },
      ],
      config: {
        Env: ['PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'],
        Entrypoint: ['/entrypoint.sh'],
        Cmd: ['/etc/docker/registry/config.yml'],
        Volumes: { '/var/lib/registry': {} },
        ExposedPorts: { '5000/tcp': {} },
      },
    };
  },
};
