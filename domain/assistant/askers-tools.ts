import type { TenantId } from '#lib/ids.ts';
import type { Actor } from '../context.ts';

/** Something that a model may look up for whoever asks. */
export type ToolSpec = {
  name: string;
  /** What it shows, in a word or two for people: `Campaigns`. */
  title: string;
  description: string;
  /** A JSON Schema of its arguments. */
  parameters: Readonly<Record<string, unknown>>;
};

/** Whose question it is. */
export type Asker = { tenantId: TenantId; actor: Actor; requestId: string };

/** What an answer rests on: the tool, and the page that shows the same. Ids only, nothing personal. */
export type Source = { tool: string; title: string; page: string };

/** What came of a look-up. `problem` is for the model: what it asked for, and why there is nothing. */
export type LookedUp =
  { is: 'found'; answer: unknown; source: Source } | { is: 'refused'; problem: string };

/** Reads on behalf of whoever asks, with the permissions that they have at that moment, and nothing in clear. */
export type AskersTools = {
  /** Returns what the asker may look up; nothing for one who has left. */
  list(asker: Asker): Promise<readonly ToolSpec[]>;
  /** Looks something up. It never throws what a model can cause. */
  call(asker: Asker, name: string, args: Record<string, unknown>): Promise<LookedUp>;
};
