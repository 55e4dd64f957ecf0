import { formPreview } from '../server/form-preview.server.tsx';
import { act } from '../server/page.server.ts';

/** What the editor of a sign-up form asks while someone works on it. */
export const action = act(async ({ session, form }) => formPreview(session, form));
