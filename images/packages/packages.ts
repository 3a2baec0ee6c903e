/** What lessons install, for `apt-get install` in a container or a Dockerfile; what they depend on comes along. */
export const packages: readonly string[] = [
  // To look around
  ...[
    'curl',
    'wget',
    'ca-certificates',
    'iproute2',
    'iputils-ping',
    'netcat-openbsd',
    'procps',
    'psmisc',
    'htop',
    'lsof',
    'strace',
    'tree',
    'file',
    'less',
    'jq',
  ],
  // To edit and to keep
  ...['nano', 'vim-tiny', 'git', 'zip', 'unzip'],
  // To build: a small C compiler, and make
  ...['make', 'tcc', 'libc6-dev'],
  // To run
  ...['nginx', 'python3-flask', 'python3-requests', 'sqlite3', 'redis-tools'],
  // What Dockerfiles start programs with, and as whom
  ...['tini', 'gosu'],
  // To use up memory and processors
  'stress',
  // For first images
  ...['cowsay', 'fortune-mod', 'fortunes-min', 'figlet'],
];
