import { previewOf } from '../server/template-preview.server.ts';
import { asked, TEMPLATE_FORM } from '../server/page.server.ts';

/** Returns the preview for the template editor. */
export const action = asked(async ({ api, form }) => previewOf(api, form), TEMPLATE_FORM);
