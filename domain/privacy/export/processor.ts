/** What a processor does for the organisation; described in words/. */
export type ProcessorRole =
  'texts' | 'mail' | 'mail_reports' | 'assistant' | 'storage' | 'operator';

/** A processor of the organisation's data, by name (Art. 15(1)(c)). */
export type Processor = { name: string; role: ProcessorRole; where: string };
