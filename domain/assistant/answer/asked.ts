import type { Actor } from '../../context.ts';
import type { Feature } from '../contract.ts';
import type { Placeholders } from '../people/placeholders.ts';
import type { Connection } from '../quota/provider.ts';

export type Turn = { role: 'system' | 'user' | 'assistant'; content: string };

/** What a model is asked, without personal data. */
export type Asked = {
  /** What it is told first. */
  system: string;
  /** In a sentence, in a chat: a model does not know it. */
  today: string;
  /** The last turns, the present question last. */
  turns: Turn[];
  /** Earlier questions that are not among the turns, the oldest first. */
  earlier: string[];
  placeholders: Placeholders;
  /** By their tokens' texts: the contacts that an answer may name. */
  contactIds: string[];
  /** Whether whoever asks may see contacts. */
  seesPeople: boolean;
  /** Whose question it is, and where it was asked. */
  actor: Actor;
  feature: Feature;
  /** Null: the installation's. */
  connection: Connection | null;
  maxOutputTokens: number;
};
