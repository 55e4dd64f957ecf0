/** How many recipients a preview looks at for what must be computed for each one. */
export const MOST_LOOKED_AT = 1_000;
