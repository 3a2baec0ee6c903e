import { fetchRange, lazyJson } from '../../registry/fetch-static.ts';
import { packageIndexPath, type PackageFiles, type PackageIndex } from './packages.ts';

/** Static files of any web server. `base` is the URL of the repository's folder, with its last slash. */
export function staticPackages(base: URL): PackageFiles {
  return {
    index: lazyJson<PackageIndex>(new URL(packageIndexPath, base)),
    read: (path, size) => fetchRange(new URL(path.split('/').map(encodeURIComponent).join('/'), base), 0, size),
  };
}
