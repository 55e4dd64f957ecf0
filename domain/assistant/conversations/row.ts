import type { AadParts } from '../../encryption/personal.ts';
import type { Context } from '../../context.ts';
import type { Source } from '../askers-tools.ts';
import type { Feature } from '../contract.ts';

export type ConversationRow = {
  tenant_id: string;
  id: string;
  actor_type: string;
  actor_id: string | null;
  feature: Feature;
  /** The name of its task; null: a chat. */
  task: string | null;
  title_enc: Buffer | null;
  created_at: Date;
  last_message_at: Date;
};

export const MESSAGE_STATUSES = ['done', 'answering', 'partial', 'failed', 'canceled'] as const;
export type MessageStatus = (typeof MESSAGE_STATUSES)[number];

/** What a call has used: as its provider says, or (`reported` is false) as it was counted here. */
export type Reported = {
  input: number;
  cachedInput: number;
  output: number;
  /** @default true */
  reported?: boolean;
};

export type MessageRow = {
  tenant_id: string;
  id: string;
  conversation_id: string;
  role: 'user' | 'assistant';
  place: number;
  status: MessageStatus;
  content_enc: Buffer | null;
  failure: string | null;
  retry_after_s: number | null;
  usage: Reported | null;
  read_at: Date | null;
  prompt_version: number | null;
  /** What it rests on, and the titles of what is being looked up now. */
  sources: Source[];
  looking: string[];
  created_at: Date;
  updated_at: Date;
};

type OfRow = { tenant_id: string; id: string };

/** Binds the title to its row. */
export const titleAad = ({ tenant_id, id }: OfRow): AadParts => ({
  tenantId: tenant_id,
  table: 'assistant_conversations',
  id,
  column: 'title',
});

/** Binds a text to its row. */
export const contentAad = ({ tenant_id, id }: OfRow): AadParts => ({
  tenantId: tenant_id,
  table: 'assistant_messages',
  id,
  column: 'content',
});

/** The columns that say whose a conversation is. */
export const ownerOf = ({ actor }: Context): { actor_type: string; actor_id: string | null } => ({
  actor_type: actor.type,
  actor_id: actor.id,
});
