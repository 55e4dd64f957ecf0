/** What somebody who handles data for the organisation does with it; in words: words/. */
export type ProcessorRole = 'texts' | 'mail' | 'mail_reports' | 'storage' | 'operator';

/** Somebody who handles data for the organisation, by name (Art. 15(1)(c)). */
export type Processor = { name: string; role: ProcessorRole; where: string };
