import type { Trx } from '#lib/db.ts';
import type { Context, Services } from '../context.ts';
import { blindIndex, type TenantKeys } from '../keyring/keyring.ts';
import type { ReviewKind } from '../reviews/contract.ts';
import { openReview } from '../reviews/open.ts';
import { keepInbound, type Kept } from '../inbound/inbound-message.ts';
import type { InboundText } from './inbound-text.contract.ts';
import type { Wish } from '../inbound/keywords.ts';
import {
  liftBlocks,
  restore,
  stoppedByText,
  type TextEvidence,
} from '../consent/withdraw/restore.ts';
import type { ConsentSettings } from './settings.contract.ts';
import type { Knows } from '../inbound/who-knows.ts';
import { withdraw, type Withdrew } from '../consent/withdraw/withdraw.ts';

export type TakenText = { withdrew?: Withdrew };

/**
 * Applies one text at one tenant, in the transaction that stores the text.
 * @param input `number` in E.164, null for a sender without a phone number (a short code, a name): its text is only
 *   stored; `isKnown`: whether the tenant knows the number; `confirm`: whether we confirm a withdrawal
 * @returns null when the same text was received before
 */
export async function takeText(
  trx: Trx,
  ctx: Context,
  keys: TenantKeys,
  input: {
    number: string | null;
    isKnown: boolean;
    text: InboundText;
    wish: Wish;
    /** Whether a YES may count as START. */
    yesCounts: boolean;
    settings: ConsentSettings;
    confirm: boolean;
  },
): Promise<TakenText | null> {
  const { number, text, wish, settings } = input;
  const kept = await keepInbound(trx, ctx, keys, {
    channel: 'sms',
    from: number ?? text.from,
    sentTo: text.to,
    body: text.body,
    providerMessageId: text.providerMessageId,
    wish,
  });
  if (!kept) return null;
  if (number === null) return {};
  const evidence: TextEvidence = {
    provider_message_id: text.providerMessageId,
    text: text.body.slice(0, 300),
    sent_to: text.to,
  };
  switch (wish) {
    case 'stop': {
      // An unknown number is blocked, and a member checks whether the person is known by another number.
      if (!input.isKnown) await toReview(trx, ctx, keys, kept, number);
      const purpose = settings.revoke_all ? undefined : await programme(trx, kept);
      const withdrew = await withdraw(trx, ctx, keys, {
        phone: number,
        channel: 'sms',
        purpose,
        acrossChannels: settings.revoke_across_channels,
        source: 'keyword',
        evidence,
      });
      await trx('inbound_messages')
        .where({ id: kept.id })
        .update({ withdraw_event_id: withdrew.eventId, confirm: input.confirm });
      return { withdrew };
    }
    case 'start':
    case 'yes': {
      if (wish === 'yes' && !input.yesCounts) {
        await toReview(trx, ctx, keys, kept, number, 'unclear');
        return {};
      }
      const bidx = blindIndex(keys, 'sms', number);
      const stopped = await stoppedByText(trx, bidx);
      // YES counts only where there is a STOP to undo.
      if (wish === 'yes' && !stopped.length) return {};
      await liftBlocks(trx, ctx, bidx);
      await restore(trx, ctx, keys, stopped, evidence);
      return {};
    }
    case 'perhaps_stop': {
      await toReview(trx, ctx, keys, kept, number);
      return {};
    }
    case 'none':
      // From an unknown number: a member has to find out whose it is and what the text means.
      await toReview(trx, ctx, keys, kept, number, input.isKnown ? 'unclear' : 'withdrawal');
      return {};
    case 'help':
      return {};
  }
}

async function toReview(
  trx: Trx,
  ctx: Context,
  keys: TenantKeys,
  kept: Kept,
  address: string,
  kind?: ReviewKind,
): Promise<void> {
  const addressBidx = blindIndex(keys, 'sms', address);
  await openReview(trx, ctx, keys, { ...kept, addressBidx, channel: 'sms', address }, kind);
}

/** Returns the purpose of the last text to this number; undefined when no text had one: then all purposes are meant. */
async function programme(trx: Trx, { addressBidx, contactId }: Kept): Promise<string | undefined> {
  const { rows } = await trx.raw<{ rows: { purpose_id: string }[] }>(
    `select purpose_id from (
       (select purpose_id, sent_at from messages
        where address_bidx = :bidx and campaign_id is null and channel = 'sms' and sent_at is not null
        order by sent_at desc limit 1)
       union all
       (select purpose_id, sent_at from messages
        where contact_id = :contact and address_bidx = :bidx and channel = 'sms' and sent_at is not null
        order by created_at desc limit 1)
     ) last where purpose_id is not null order by sent_at desc limit 1`,
    { bidx: addressBidx, contact: contactId },
  );
  return rows[0]?.purpose_id;
}

/**
 * Returns whether any of these tenants has sent the number something since its last STOP, so that a YES may answer
 * that. Confirmations of the STOP do not count.
 */
export async function askedSince(
  services: Services,
  number: string,
  known: readonly Knows[],
): Promise<boolean> {
  for (const scope of known.filter((one) => one.known)) {
    const keys = await services.keyring.keys(scope);
    const bidx = blindIndex(keys, 'sms', number);
    const asked = await services.db.withTenant(scope, async (trx) => {
      const { rows } = await trx.raw<{ rows: { asked: boolean }[] }>(
        `with stop as (
           select max(e.recorded_at) as at from consents c
           join consent_events e on e.tenant_id = c.tenant_id and e.consent_id = c.id and e.action = 'withdraw'
           where c.address_bidx = :bidx and c.channel = 'sms'
         )
         select exists (select from messages m, stop where m.address_bidx = :bidx and m.channel = 'sms'
             and m.campaign_id is null and m.reason is distinct from 'opt_out_confirmation'
             and m.status not in ('refused', 'canceled', 'awaiting_consent', 'queued')
             and coalesce(m.sent_at, m.created_at) > coalesce(stop.at, '-infinity'))
           or exists (select from contacts k join messages m on m.tenant_id = k.tenant_id
             and m.contact_id = k.id and m.channel = 'sms' and m.campaign_id is not null, stop
             where k.phone_bidx = :bidx and m.sent_at > coalesce(stop.at, '-infinity'))
           or exists (select from verifications v, stop where v.address_bidx = :bidx and v.channel = 'sms'
             and v.created_at > coalesce(stop.at, '-infinity')) as asked`,
        { bidx },
      );
      return rows[0]?.asked === true;
    });
    if (asked) return true;
  }
  return false;
}
