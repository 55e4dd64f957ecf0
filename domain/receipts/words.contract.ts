/** The events that have a receipt: acts of the person, or those that an import claims. */
export const RECEIPT_ACTIONS = ['grant', 'withdraw', 'import'] as const;
export type ReceiptAction = (typeof RECEIPT_ACTIONS)[number];

/** The states of a receipt. `none`: not handed over, opened or issued. */
export const RECEIPT_STATES = ['handed', 'opened', 'made', 'none'] as const;
export type ReceiptState = (typeof RECEIPT_STATES)[number];
