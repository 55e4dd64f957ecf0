import { asked } from '../server/page.server.ts';
import { purposePreview } from '../server/purpose-preview.server.tsx';

/** Returns the preview for the form of a purpose. */
export const action = asked(async ({ session, form }) => purposePreview(session, form));
