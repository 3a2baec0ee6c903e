/** Builds whatever is not built yet: guest, library images, packages, page. Everything but the page comes from the cache when nothing changed. */
import { buildGuest } from '../images/guest/build.ts';
import { buildLibrary } from '../images/library/build.ts';
import { buildPackages } from '../images/packages/build.ts';
import { buildPage } from './page.ts';

await buildLibrary();
await buildPackages();
await buildGuest();
await buildPage();
