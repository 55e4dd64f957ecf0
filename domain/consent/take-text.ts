import type { Trx } from '#lib/db.ts';
import type { Context, Services } from '../context.ts';
import { blindIndex, type TenantKeys } from '../tenancy/keyring.ts';
import { openReview, type OpenedReview } from '../reviews/open.ts';
import { keepInbound, type Kept } from './inbound-message.ts';
import type { InboundText } from './inbound-text.contract.ts';
import type { Wish } from './keywords.ts';
import { liftBlocks, restore, stoppedByText, type TextEvidence } from './restore.ts';
import type { ConsentSettings } from './settings.contract.ts';
import type { Knows } from './who-knows.ts';
import { withdraw, type Withdrew } from './withdraw.ts';

export type TakenText = { withdrew?: Withdrew; review?: OpenedReview; toWake: string[] };

/**
 * What one text does at one tenant, in one transaction with the text itself.
 * @param input `number` in E.164; `confirm`: a withdrawal is ours to confirm
 * @returns null when the same text came before
 */
export async function takeText(
  trx: Trx,
  ctx: Context,
  keys: TenantKeys,
  input: {
    number: string;
    text: InboundText;
    wish: Wish;
    /** Whether a YES may be one to us. */
    yesCounts: boolean;
    settings: ConsentSettings;
    confirm: boolean;
  },
): Promise<TakenText | null> {
  const { number, text, wish, settings } = input;
  const kept = await keepInbound(trx, ctx, keys, {
    channel: 'sms',
    from: number,
    sentTo: text.to,
    body: text.body,
    providerMessageId: text.providerMessageId,
    wish,
  });
  if (!kept) return null;
  const evidence: TextEvidence = {
    provider_message_id: text.providerMessageId,
    text: text.body.slice(0, 300),
    sent_to: text.to,
  };
  switch (wish) {
    case 'stop': {
      const withdrew = await withdraw(trx, ctx, keys, {
        phone: number,
        channel: 'sms',
        purpose: settings.revoke_all ? undefined : await programme(trx, kept),
        acrossChannels: settings.revoke_across_channels,
        source: 'keyword',
        evidence,
      });
      await trx('inbound_messages')
        .where({ id: kept.id })
        .update({ withdraw_event_id: withdrew.eventId, confirm: input.confirm });
      return { withdrew, toWake: [] };
    }
    case 'start':
    case 'yes': {
      if (wish === 'yes' && !input.yesCounts) return { toWake: [] };
      const stopped = await stoppedByText(trx, kept.addressBidx);
      // YES alone says nothing: it counts only where there is a STOP to take back.
      if (wish === 'yes' && !stopped.length) return { toWake: [] };
      await liftBlocks(trx, ctx, kept.addressBidx);
      return { toWake: await restore(trx, ctx, keys, stopped, evidence) };
    }
    case 'perhaps_stop': {
      const review = await openReview(trx, ctx, keys, { ...kept, channel: 'sms', address: number });
      return { ...(review ? { review } : {}), toWake: [] };
    }
    case 'help':
    case 'none':
      return { toWake: [] };
  }
}

/** The purpose of the last text to this number; undefined when none had one: then all are meant. */
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
 * Whether any of these has sent the number something since its last STOP there, so that a YES may answer
 * that. Confirmations of the STOP itself ask nothing.
 */
export async function askedSince(
  services: Services,
  known: readonly Knows[],
  number: string,
): Promise<boolean> {
  for (const scope of known) {
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
