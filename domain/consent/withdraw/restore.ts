import type { Trx } from '#lib/db.ts';
import { Consent } from '#models/consent.ts';
import { ConsentEvent } from '#models/consent-event.ts';
import { recordAudit } from '../../audit/record.ts';
import type { Context } from '../../context.ts';
import type { TenantKeys } from '../../keyring/keyring.ts';
import { recordEvent } from '../record/record-event.ts';
import { signalWaiting } from '../ask/signal-waiting.ts';

/** A consent that a STOP withdrew, with the grant that it ended. */
export type Stopped = { consent: Consent; grant: ConsentEvent; stoppedAt: Date };

/** The START text as evidence. */
export type TextEvidence = { provider_message_id: string; text: string; sent_to: string };

type Past = Pick<ConsentEvent, 'action' | 'source' | 'state_after'>;

/**
 * Returns whether a START may restore a consent with this history: it was granted, and only texts have withdrawn it
 * since. A START does not restore the consent of a person who also withdrew on a page, complained, or never granted.
 * @param history oldest first
 */
export function endedByText(history: readonly Past[]): boolean {
  const last = history.findLastIndex((event) => event.state_after !== 'withdrawn');
  const since = history.slice(last + 1);
  return (
    history[last]?.state_after === 'granted' &&
    since.length > 0 &&
    since.every((event) => event.action === 'withdraw' && event.source === 'keyword')
  );
}

/** Returns the consents that a START from this number would restore, locked. */
export async function stoppedByText(trx: Trx, addressBidx: Buffer): Promise<Stopped[]> {
  const consents = await Consent.query(trx)
    .where({ address_bidx: addressBidx, channel: 'sms', state: 'withdrawn' })
    .orderBy('id')
    .forUpdate();
  if (!consents.length) return [];
  const events = await ConsentEvent.query(trx)
    .whereIn(
      'consent_id',
      consents.map((c) => c.id),
    ) // prettier-ignore
    .orderBy('seq');
  return consents.flatMap((consent) => {
    const history = events.filter((event) => event.consent_id === consent.id);
    const grant = history.find((event) => event.id === consent.granted_event_id);
    const stop = history.find(
      (event) => grant && event.seq > grant.seq && event.action === 'withdraw',
    );
    if (!grant || !stop || !endedByText(history)) return [];
    return [{ consent, grant, stoppedAt: stop.recorded_at }];
  });
}

/**
 * Restores exactly the consents that the STOP withdrew, with the wording, purpose and period that the
 * person agreed to then; the period begins anew. The text is the
 * evidence; its number proves the sender. `liftBlocks` removes the block of the number.
 */
export async function restore(
  trx: Trx,
  ctx: Context,
  keys: TenantKeys,
  stopped: readonly Stopped[],
  evidence: TextEvidence,
): Promise<void> {
  for (const { consent, grant } of stopped) {
    await recordEvent(
      trx,
      ctx,
      keys,
      consent,
      { action: 'grant', source: 'keyword', proven: true },
      {
        source: 'keyword',
        wordingId: grant.wording_id,
        shown: { purposeVersion: grant.purpose_version, noticeId: grant.notice_id },
        evidence: { ...evidence, restores_event_id: grant.id },
        contactId: consent.contact_id,
      },
    );
  }
  await signalWaiting(
    trx,
    ctx,
    stopped.map(({ consent }) => consent),
  );
}

/**
 * Removes the blocks of a number after a START, as the provider does. Blocks for other reasons stay.
 * @returns how many
 */
export async function liftBlocks(trx: Trx, ctx: Context, addressBidx: Buffer): Promise<number> {
  const lifted: { id: string; reason: string }[] = await trx('suppressions')
    .where({ channel: 'sms', address_bidx: addressBidx })
    .whereIn('reason', ['provider_block', 'opt_out'])
    .delete()
    .returning(['id', 'reason']);
  for (const { id, reason } of lifted) {
    await recordAudit(trx, ctx, {
      action: 'suppression.deleted',
      entityType: 'suppression',
      entityId: id,
      detail: { channel: 'sms', reason, by: 'start' },
    });
  }
  return lifted.length;
}
