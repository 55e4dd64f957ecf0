import type { Visitor } from '../../domain/tracking/visitors.contract.ts';

/** Who opened a message or followed its links. */
export const VISITOR_WORDS: Record<Visitor, string> = {
  human: 'A person',
  machine: 'A program: a scanner, or a mail program that fetches ahead',
  unknown: 'A person or a program: it cannot be told',
};
