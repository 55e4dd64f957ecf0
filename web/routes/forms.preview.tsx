import { formPreview } from '../server/form-preview.server.tsx';
import { asked } from '../server/page.server.ts';

/** Returns the preview for the editor of a sign-up form. */
export const action = asked(async ({ session, form }) => formPreview(session, form));
