import { formPreview } from '../server/form-preview.server.tsx';
import { asked } from '../server/page.server.ts';

/** What the editor of a sign-up form asks while someone works on it. */
export const action = asked(async ({ session, form }) => formPreview(session, form));
