import { debian } from '../debian/recipe.ts';
import { installOn } from '../debian/install.ts';
import type { Recipe } from '../lib/recipe.ts';
import type { Tree } from '../lib/tree.ts';
import { upstreamVersion } from '../lib/version.ts';

/** The names that the image has everywhere, beside Debian's. */
function adapt(tree: Tree): void {
  for (const name of ['python', 'python3']) tree.symlink(`usr/local/bin/${name}`, '/usr/bin/python3');
}

export const python: Recipe = {
  name: 'python',
  title: 'Python',
  description: 'Python 3 with its standard library; without pip, for there is no package index within reach',
  licenses: 'PSF-2.0',
  tags: ['3', '3.13', 'slim', '3-slim', '3.13-slim'],
  packages: ['python3'],
  withDependencies: true,
  base: debian,
  async assemble(packages, below) {
    const layer = await installOn(below, packages, adapt);
    const version = upstreamVersion(packages, 'python3');
    return {
      version,
      created: layer.newest,
      steps: [{ createdBy: `COPY rootfs / # python3 ${version} of Debian`, layer }, { createdBy: 'CMD ["python3"]' }],
      config: {
        Env: ['PATH=/usr/local/bin:/usr/local/sbin:/usr/sbin:/usr/bin:/sbin:/bin', 'LANG=C.UTF-8', `PYTHON_VERSION=${version}`],
        Cmd: ['python3'],
      },
    };
  },
};
