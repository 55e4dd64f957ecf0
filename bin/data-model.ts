import { dataModelPage } from './docs/data-model-page.ts';
import { writeFromSchema } from './docs/schema.ts';

/* npm run data-model */
await writeFromSchema('data-model.md', dataModelPage);
