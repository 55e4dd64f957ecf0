import { asked } from '../server/page.server.ts';
import { purposePreview } from '../server/purpose-preview.server.tsx';

/** What the form of a purpose asks while someone works on it. */
export const action = asked(async ({ session, form }) => purposePreview(session, form));
