/** Names that tutorials use and this hub does not have, and what does the same job here. */
const instead: Readonly<Record<string, string>> = {
  alpine: 'busybox',
  ubuntu: 'debian',
  fedora: 'debian',
  centos: 'debian',
  node: 'python',
  golang: 'python',
  ruby: 'python',
  php: 'httpd',
  caddy: 'nginx',
  traefik: 'nginx',
  postgres: 'redis',
  mysql: 'redis',
  mariadb: 'redis',
  mongo: 'redis',
  memcached: 'redis',
  'traefik/whoami': 'whoami',
};

/** One line for a repository's name as the registry has it (`library/alpine`). */
export function adviceFor(name: string): string | undefined {
  const familiar = name.replace(/^library\//, '');
  const other = Object.hasOwn(instead, familiar) ? instead[familiar] : undefined;
  return other && `This hub has no ${familiar}: use ${other} instead (docker pull ${other})`;
}
