import { previewOf } from '../server/template-preview.server.ts';
import { act } from '../server/page.server.ts';

/** What the editor asks while someone writes. */
export const action = act(async ({ api, form }) => previewOf(api, form));
