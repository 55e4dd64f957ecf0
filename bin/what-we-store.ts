import { writeFromSchema } from './docs/schema.ts';
import { whatWeStorePage } from './docs/what-we-store-page.ts';

/* npm run what-we-store: writes the page from the kinds of retention and the schema */
await writeFromSchema('what-we-store.md', whatWeStorePage);
