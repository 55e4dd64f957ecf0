import { asked, TEMPLATE_FORM } from '../server/page.server.ts';
import { suggestionsFor } from '../server/suggestions.server.ts';

/** Asks the assistant about the text in the template editor; nothing is saved. */
export const action = asked(async ({ api, form }) => suggestionsFor(api, form), TEMPLATE_FORM);
