import type { Api } from '../../api/client-types.ts';

/** The data of the "why" pages. */
export type Why = Awaited<ReturnType<Api['whys']['message']>>;
