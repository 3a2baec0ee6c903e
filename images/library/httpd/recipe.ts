import { debian } from '../debian/recipe.ts';
import { installOn } from '../debian/install.ts';
import type { Recipe } from '../lib/recipe.ts';
import type { Tree } from '../lib/tree.ts';
import { upstreamVersion } from '../lib/version.ts';

const root = 'usr/local/apache2';
/** What a server of pages needs of Debian's modules. */
const modules = ['mpm_event', 'authn_core', 'authz_core', 'authz_host', 'access_compat', 'mime', 'dir', 'autoindex', 'alias', 'status', 'rewrite'];

const configuration = `ServerRoot "/${root}"
Listen 80
${modules.map((name) => `LoadModule ${name}_module /usr/lib/apache2/modules/mod_${name}.so`).join('\n')}
User www-data
Group www-data
ServerName localhost
DocumentRoot "/${root}/htdocs"
<Directory />
    AllowOverride None
    Require all denied
</Directory>
<Directory "/${root}/htdocs">
    Options Indexes FollowSymLinks
    AllowOverride None
    Require all granted
</Directory>
DirectoryIndex index.html
TypesConfig /etc/mime.types
PidFile /run/httpd.pid
ErrorLog /proc/self/fd/2
LogFormat "%h %l %u %t \\"%r\\" %>s %b" common
TransferLog /proc/self/fd/1
`;

const foreground = `#!/bin/sh
set -e
rm -f /run/httpd.pid
exec httpd -DFOREGROUND "$@"
`;

const types =
  'text/html html htm\ntext/css css\ntext/javascript js mjs\ntext/plain txt\napplication/json json\nimage/png png\nimage/jpeg jpg jpeg\nimage/svg+xml svg\n';

/** Where tutorials expect things: the program is `httpd`, pages are in /usr/local/apache2/htdocs, logs on the container's output. */
function adapt(tree: Tree): void {
  for (const folder of ['', '/conf', '/htdocs', '/logs']) tree.directory(`${root}${folder}`);
  tree.file(`${root}/conf/httpd.conf`, configuration);
  tree.file(`${root}/htdocs/index.html`, '<html><body><h1>It works!</h1></body></html>\n');
  tree.file('etc/mime.types', types);
  tree.file('usr/local/bin/httpd', `#!/bin/sh\nexec /usr/sbin/apache2 -f /${root}/conf/httpd.conf "$@"\n`, { mode: 0o755 });
  tree.file('usr/local/bin/httpd-foreground', foreground, { mode: 0o755 });
}

export const httpd: Recipe = {
  name: 'httpd',
  title: 'Apache HTTP Server',
  description: 'The Apache web server: pages in /usr/local/apache2/htdocs, port 80',
  licenses: 'Apache-2.0',
  tags: ['2', '2.4'],
  packages: ['apache2-bin'],
  withDependencies: true,
  // For the development tool apxs only, and larger than all the rest.
  without: ['perl', 'perl-modules-5.40', 'libperl5.40', 'libgdbm6t64', 'libgdbm-compat4t64'],
  base: debian,
  async assemble(packages, below) {
    const layer = await installOn(below, packages, adapt);
    const version = upstreamVersion(packages, 'apache2-bin');
    return {
      version,
      created: layer.newest,
      steps: [
        { createdBy: `COPY rootfs / # apache2-bin ${version} of Debian`, layer },
        { createdBy: `WORKDIR /${root}` },
        { createdBy: 'EXPOSE 80/tcp' },
        { createdBy: 'STOPSIGNAL SIGWINCH' },
        { createdBy: 'CMD ["httpd-foreground"]' },
      ],
      config: {
        Env: [`PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin`, `HTTPD_PREFIX=/${root}`, `HTTPD_VERSION=${version}`],
        Cmd: ['httpd-foreground'],
        WorkingDir: `/${root}`,
        ExposedPorts: { '80/tcp': {} },
        StopSignal: 'SIGWINCH',
      },
    };
  },
};
