import { createHash } from 'node:crypto';
import { keepInbound } from '../inbound/inbound-message.ts';
import { wishOf, type Wish } from '../inbound/keywords.ts';
import { firstOrganization } from '../inbound/who-knows.ts';
import { normalizeEmail } from '../addresses/address.ts';
import { personContext, type Services } from '../context.ts';
import { openReview } from '../reviews/open.ts';
import { findMail } from './find-mail.ts';
import type { IncomingMail } from './read-mail.ts';

/**
 * Stores a letter without anything we signed: at the organisation whose mail it answers, else at the first one.
 * Anybody can fake a sender, so a letter withdraws nothing by itself; each waits for a
 * person to read it, one that may be a wish to stop until its legal deadline.
 * @param bounceTokens of the addresses it was sent to: a person who replies by hand may answer the envelope's sender
 */
export async function keepLetter(
  services: Services,
  letter: { mail: IncomingMail; source: Uint8Array; requestId: string },
  bounceTokens: readonly string[],
): Promise<void> {
  const { mail, source, requestId } = letter;
  const scope =
    (await findMail(services, 'bounce', bounceTokens)) ?? (await firstOrganization(services));
  if (!scope) return;
  const ctx = personContext(scope, { requestId });
  const keys = await services.keyring.keys(ctx);
  const address = normalizeEmail(mail.from ?? '');
  const wish = wishIn(mail);
  await services.db.withTenant(ctx, async (trx) => {
    const kept = await keepInbound(trx, ctx, keys, {
      channel: 'email',
      from: address ?? mail.from?.slice(0, 400) ?? '',
      sentTo: mail.to[0]?.slice(0, 400) ?? null,
      body: [mail.subject, mail.text].filter(Boolean).join('\n\n'),
      providerMessageId: `mail:${createHash('sha256').update(source).digest('hex')}`,
      wish,
    });
    if (!kept || address === null) return;
    const kind = wish === 'stop' || wish === 'perhaps_stop' ? 'withdrawal' : 'unclear';
    await openReview(trx, ctx, keys, { ...kept, channel: 'email', address }, kind);
  });
}

/** Returns what the subject, or the first line that is not quoted, asks for. */
function wishIn({ subject, text }: IncomingMail): Wish {
  const line = text.split('\n').find((one) => one.trim() && !one.startsWith('>')) ?? '';
  const wishes = [
    wishOf(subject.replace(/^(?:(?:re|aw|antw|sv|rv|fwd?)\s*:\s*)+/i, '')),
    wishOf(line),
  ];
  return WEIGHT.find((wish) => wishes.includes(wish)) ?? 'none';
}

const WEIGHT: readonly Wish[] = ['stop', 'perhaps_stop', 'help', 'start', 'yes'];
