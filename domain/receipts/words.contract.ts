/** The events a receipt is for: what a person said, or what an import says they said. */
export const RECEIPT_ACTIONS = ['grant', 'withdraw', 'import'] as const;
export type ReceiptAction = (typeof RECEIPT_ACTIONS)[number];

/** How far a receipt has come. `none`: nobody has handed it over, opened or made it. */
export const RECEIPT_STATES = ['handed', 'opened', 'made', 'none'] as const;
export type ReceiptState = (typeof RECEIPT_STATES)[number];
