/** What a container does not need: documentation, translations, manual pages; and the settings that keep them out later, too. */
import { packagesUrl } from '../../../engine-wasm/api/packages.ts';
import type { Tree } from '../lib/tree.ts';

const unwanted = [
  'usr/share/doc/',
  'usr/share/man/',
  'usr/share/info/',
  'usr/share/locale/',
  'usr/share/lintian/',
  'usr/share/bug/',
  'usr/share/linda/',
  'usr/share/groff/',
];

const dpkgSettings = [
  '# This image is slim: what is not needed in a container is not unpacked.',
  ...unwanted.map((path) => `path-exclude /${path}*`),
  'path-include /usr/share/doc/*/copyright',
  'path-include /usr/share/locale/locale.alias',
];

const aptSettings = {
  'docker-clean': [
    '# Packages and lists would only make layers larger.',
    'Dir::Cache::pkgcache "";',
    'Dir::Cache::srcpkgcache "";',
    'APT::Keep-Downloaded-Packages "false";',
  ],
  'docker-no-languages': ['Acquire::Languages "none";'],
  'docker-gzip-indexes': ['Acquire::GzipIndexes "true";'],
  'docker-autoremove-suggests': ['Apt::AutoRemove::SuggestsImportant "false";'],
  // Seconds of Perl for every install, to say that questions are delayed.
  'docker-no-preconfiguration': [
    '# Without apt-utils debconf cannot ask before packages are unpacked: they ask when they are configured.',
    '#clear DPkg::Pre-Install-Pkgs;',
  ],
};

const sources = [
  '# Some of the packages of Debian, unchanged, from the page that this machine runs in: there is no network beyond it. The list is signed by nobody,',
  '# and trusted because it comes from where the machine itself comes from.',
  'Types: deb',
  `URIs: ${packagesUrl}`,
  'Suites: trixie',
  'Components: main',
  'Trusted: yes',
];

/** Licences stay: they are the condition for giving the rest on. */
export function slim(tree: Tree): void {
  const kept = (path: string): boolean => /^usr\/share\/doc\/[^/]+(?:\/copyright)?$/.test(path) || path === 'usr/share/locale/locale.alias';
  tree.remove((path) => unwanted.some((start) => path.startsWith(start)) && !kept(path));
  tree.remove((path) => path.startsWith('etc/cron') || path.startsWith('usr/lib/systemd/'));
  const lines = (text: readonly string[]): string => `${text.join('\n')}\n`;
  tree.file('etc/dpkg/dpkg.cfg.d/docker', lines(dpkgSettings));
  for (const [name, text] of Object.entries(aptSettings)) tree.file(`etc/apt/apt.conf.d/${name}`, lines(text));
  tree.file('etc/apt/sources.list.d/debian.sources', lines(sources));
}
