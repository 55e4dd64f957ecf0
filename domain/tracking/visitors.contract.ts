/** Who fetched a picture or followed a link, as far as one can tell. */
export const VISITORS = ['human', 'machine', 'unknown'] as const;
export type Visitor = (typeof VISITORS)[number];
