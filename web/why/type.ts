import type { Api } from '../../api/client-types.ts';

/** What the pages of "why" are made of. */
export type Why = Awaited<ReturnType<Api['whys']['message']>>;
