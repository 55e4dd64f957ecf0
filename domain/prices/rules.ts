/** The kinds of number a text is sent to. Whatever is not one of these costs the sender, or reaches nobody. */
export const NUMBER_TYPES = ['mobile', 'fixed_line', 'voip', 'toll_free'] as const;
export type NumberType = (typeof NUMBER_TYPES)[number];
