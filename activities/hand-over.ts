import { systemContext } from '#domain/context.ts';
import { throttleOf } from '#domain/messaging/rules.ts';
import { restSender } from '#domain/senders/sender-rests.ts';
import { tenantId } from '#lib/ids.ts';
import type { Rendered } from '#domain/templates/contract.ts';
import type { SendOutcome } from '#providers/outcome.ts';
import type { ActivityDeps } from './deps.ts';
import {
  listId,
  returnHeadersOf,
  unsubscribeHeaders,
  type ReturnHeaders,
} from './return-path-headers.ts';
import { senderFor, type Sender } from './sender.ts';

/** One composed message on its way to a provider. */
export type Letter = Rendered & {
  channel: 'sms' | 'email';
  to: string;
  reference: { tenantId: string; kind: 'message' | 'verification'; id: string };
  /** The part before the @ of the Message-ID: the same for each attempt, so that a mailbox drops a second copy. */
  messageId: string;
  /** For a mail that can be unsubscribed from: its purpose, and its one-click address. */
  list?: { purposeId: string; unsubscribeUrl: string };
  /** Sender of a mail, if the caller has already looked it up. */
  sender?: Sender;
  headers?: Record<string, string>;
  /** Deadline as a time of `performance.now()`: a message not begun by then is not handed over (`ELATE`). */
  before?: number;
};

/**
 * Hands one message to its provider. When the provider limits the sender, nothing more is sent to it for as long as
 * it asks. Never throws for failures of a provider or the network.
 */
export async function handOver(deps: ActivityDeps, letter: Letter): Promise<SendOutcome> {
  const outcome = await give(deps, letter);
  const throttle = throttleOf([outcome]);
  if (throttle) {
    const ctx = systemContext(tenantId(letter.reference.tenantId));
    await restSender(deps.services, ctx, letter.channel, throttle);
  }
  return outcome;
}

async function give(deps: ActivityDeps, letter: Letter): Promise<SendOutcome> {
  const { to, text, subject, html, reference, list } = letter;
  const before = letter.before === undefined ? {} : { before: letter.before };
  if (letter.channel === 'sms') return deps.sms.send({ to, body: text, reference, ...before });
  const returnHeaders = await headersOfLetter(deps, reference);
  const { publicUrl } = deps.services;
  const ctx = systemContext(tenantId(reference.tenantId));
  const { from, replyTo, dkim } = letter.sender ?? (await senderFor(deps, ctx));
  return deps.email.send({
    to,
    from,
    ...(replyTo ? { replyTo } : {}),
    ...(dkim ? { dkim } : {}),
    ...(returnHeaders.envelopeFrom ? { envelopeFrom: returnHeaders.envelopeFrom } : {}),
    subject: subject ?? '',
    text,
    html: html ?? '',
    messageId: `${letter.messageId}@${new URL(publicUrl).hostname}`,
    // Codes do not wait behind messages of their own organisation either.
    party: `${reference.kind}:${reference.tenantId}`,
    ...before,
    ...(list ? { listId: listId(list.purposeId, publicUrl) } : {}),
    headers: {
      ...returnHeaders.headers,
      ...(list ? unsubscribeHeaders(list.unsubscribeUrl, returnHeaders.unsubscribeMail) : {}),
      ...letter.headers,
    },
  });
}

async function headersOfLetter(
  { services, mailReturns }: ActivityDeps,
  { tenantId: id, kind: what, id: of }: Letter['reference'],
): Promise<ReturnHeaders> {
  if (!mailReturns) return { headers: {} };
  const keys = await services.keyring.keys({ tenantId: tenantId(id) });
  return returnHeadersOf(mailReturns, keys, { tenantId: id, what, id: of });
}
