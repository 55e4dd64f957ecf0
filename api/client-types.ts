/* What pages may import from the API: types only. */
export type { Api } from './api-type.ts';
export type { FormPage } from './form-page.ts';
export type { InboxMessage } from './local-inbox.ts';
export type { PageContext, PageSession } from './page-context.ts';
export type { PreferencesPage } from './preferences-page.ts';
