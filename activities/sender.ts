import type { Context } from '#domain/context.ts';
import { senderOf, type Sender } from '#domain/senders/sender-of.ts';
import { readMailbox } from '#lib/mailbox.ts';
import type { ActivityDeps } from './deps.ts';

export type { Sender } from '#domain/senders/sender-of.ts';

/** Returns the sender of an organisation's mails of every kind, and the key that signs them. */
export const senderFor = (deps: ActivityDeps, ctx: Context): Promise<Sender> =>
  senderOf(deps.services, ctx, { from: readMailbox(deps.mailFrom), dkim: deps.dkim ?? null });
