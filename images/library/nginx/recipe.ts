import { debian } from '../debian/recipe.ts';
import { installOn } from '../debian/install.ts';
import type { Recipe } from '../lib/recipe.ts';
import type { Tree } from '../lib/tree.ts';
import { upstreamVersion } from '../lib/version.ts';

const main = `user www-data;
worker_processes auto;
error_log /var/log/nginx/error.log notice;
pid /run/nginx.pid;

events {
    worker_connections 1024;
}

http {
    include /etc/nginx/mime.types;
    default_type application/octet-stream;
    access_log /var/log/nginx/access.log;
    sendfile on;
    keepalive_timeout 65;
    include /etc/nginx/conf.d/*.conf;
}
`;

const site = `server {
    listen 80;
    server_name localhost;

    location / {
        root /usr/share/nginx/html;
        index index.html index.htm;
    }
}
`;

/** Where tutorials expect things: pages in /usr/share/nginx/html, sites in conf.d, logs on the container's output. */
function adapt(tree: Tree): void {
  tree.file('etc/nginx/nginx.conf', main);
  tree.directory('etc/nginx/conf.d');
  tree.file('etc/nginx/conf.d/default.conf', site);
  for (const path of ['var/log/nginx', 'var/lib/nginx', 'var/cache/nginx']) tree.directory(path);
  tree.symlink('var/log/nginx/access.log', '/dev/stdout');
  tree.symlink('var/log/nginx/error.log', '/dev/stderr');
}

export const nginx: Recipe = {
  name: 'nginx',
  title: 'nginx',
  description: 'A web server: pages in /usr/share/nginx/html, port 80',
  licenses: 'BSD-2-Clause',
  tags: ['1', 'stable'],
  packages: ['nginx'],
  withDependencies: true,
  base: debian,
  async assemble(packages, below) {
    const layer = await installOn(below, packages, adapt);
    const version = upstreamVersion(packages, 'nginx');
    return {
      version,
      created: layer.newest,
      steps: [
        { createdBy: `COPY rootfs / # nginx ${version} of Debian`, layer },
        { createdBy: 'EXPOSE 80/tcp' },
        { createdBy: 'STOPSIGNAL SIGQUIT' },
        { createdBy: 'CMD ["nginx" "-g" "daemon off;"]' },
      ],
      config: {
        Env: ['PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', `NGINX_VERSION=${version}`],
        Cmd: ['nginx', '-g', 'daemon off;'],
        ExposedPorts: { '80/tcp': {} },
        StopSignal: 'SIGQUIT',
      },
    };
  },
};
