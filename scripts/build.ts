/** Builds whatever is not built yet: guest, library images, page. Everything but the page comes from the cache when nothing changed. */
import { buildGuest } from '../images/guest/build.ts';
import { buildLibrary } from '../images/library/build.ts';
import { buildPage } from './page.ts';

await buildLibrary();
await buildGuest();
await buildPage();
