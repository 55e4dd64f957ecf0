import { asked } from '../server/page.server.ts';
import { segmentOf } from '../server/segment-form.server.ts';

/** What the editor asks while someone chooses. */
export const action = asked(async ({ api, form }) =>
  api.segments.preview({ body: { rules: segmentOf(form).rules } }),
);
