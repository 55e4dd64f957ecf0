/** The kinds of numbers that texts are sent to. Other kinds cost extra or cannot receive texts. */
export const NUMBER_TYPES = ['mobile', 'fixed_line', 'voip', 'toll_free'] as const;
export type NumberType = (typeof NUMBER_TYPES)[number];
