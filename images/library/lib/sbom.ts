/** What is in an image, as SPDX 2.3 has it: one package for each Debian package, with the licences that its copyright file names. */
import type { DebianFile } from '../../../scripts/lib/apt.ts';
import { dataArchive } from './deb.ts';
import type { ImageContent, Recipe } from './recipe.ts';
import { Tree } from './tree.ts';

export interface Ingredient {
  readonly name: string;
  readonly version: string;
  readonly sha256: string;
  /** Short names, as Debian's machine-readable copyright format 1.0 has them. */
  readonly licenses: readonly string[];
}

/** A copyright file that is prose has no licence fields: then there are none here. */
function licensesIn(copyright: string): string[] {
  const names = [...copyright.matchAll(/^License:[ \t]*(\S[^\n]*)$/gm)].map(([, name = '']) => name.trim());
  return [...new Set(names)].sort();
}

export async function ingredientOf(file: DebianFile): Promise<Ingredient> {
  const tree = new Tree();
  await tree.addArchive(dataArchive(file), (path) => (/^usr\/share\/doc\/[^/]+\/copyright$/.test(path) ? path : null));
  const copyright = tree.entries.get(`usr/share/doc/${file.name}/copyright`)?.content?.toString() ?? '';
  return { name: file.name, version: file.version, sha256: file.sha256, licenses: licensesIn(copyright) };
}

/** Characters that an SPDX identifier may not have are dashes. */
function idOf(name: string): string {
  return `SPDXRef-${name.replaceAll(/[^A-Za-z0-9.-]/g, '-')}`;
}

export function billOfMaterials(recipe: Recipe, { version, created }: ImageContent, ingredients: readonly Ingredient[]): object {
  return {
    spdxVersion: 'SPDX-2.3',
    dataLicense: 'CC0-1.0',
    SPDXID: 'SPDXRef-DOCUMENT',
    name: `${recipe.name}:${version}`,
    documentNamespace: `urn:drydock:image:${recipe.name}:${version}`,
    creationInfo: { created: new Date(created * 1000).toISOString().replace('.000Z', 'Z'), creators: ['Tool: images/library'] },
    packages: ingredients.map(({ name, version: packageVersion, sha256, licenses }) => ({
      SPDXID: idOf(name),
      name,
      versionInfo: packageVersion,
      downloadLocation: 'NOASSERTION',
      checksums: [{ algorithm: 'SHA256', checksumValue: sha256 }],
      licenseComments: licenses.length > 0 ? licenses.join(', ') : 'see the copyright file',
      externalRefs: [
        {
          referenceCategory: 'PACKAGE-MANAGER',
          referenceType: 'purl',
          referenceLocator: `pkg:deb/debian/${name}@${encodeURIComponent(packageVersion)}?arch=i386`,
        },
      ],
    })),
  };
}
