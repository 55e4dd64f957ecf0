import { previewOf } from '../server/template-preview.server.ts';
import { asked, TEMPLATE_FORM } from '../server/page.server.ts';

/** What the editor asks while someone writes. */
export const action = asked(async ({ api, form }) => previewOf(api, form), TEMPLATE_FORM);
