/** Debian packages that the set-up needs on the machine itself; one place for `npm start`, `npm test` and the README. */
export const startPackages = [
  'gcc',
  'libc6-dev',
  'make',
  'flex',
  'bison',
  'bc',
  'libelf-dev',
  'libssl-dev',
  'gcc-i686-linux-gnu',
  'zstd',
  'xz-utils',
  'cpio',
  'dpkg-dev',
  'debian-archive-keyring',
  'ca-certificates',
];

export const testPackages = [...startPackages, 'chromium', 'fonts-dejavu-core', 'busybox-static', 'curl', 'skopeo'];
