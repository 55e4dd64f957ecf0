import { asked } from '../server/page.server.ts';
import { segmentOf } from '../server/segment-form.server.ts';

/** Returns the preview for the segment editor. */
export const action = asked(async ({ api, form }) =>
  api.segments.preview({ body: { rules: segmentOf(form).rules } }),
);
