/** Wraps a value inside a sentence of the other writing direction in first strong isolate and pop (UAX #9). */
export const isolated = (value: string): string => `\u2068${value}\u2069`;
