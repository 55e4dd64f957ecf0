import { asked } from '../server/page.server.ts';
import { segmentPreview } from '../server/segment-form.server.ts';

/** Returns the preview for the segment editor. */
export const action = asked(async ({ api, form }) => segmentPreview(api, form));
