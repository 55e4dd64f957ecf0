import type { Trx } from '#lib/db.ts';
import { blindIndex, type TenantKeys } from '../tenancy/keyring.ts';
import { Purpose } from '#models/purpose.ts';
import { findAddress } from '../contacts/resolve-contact.ts';
import type { Context, Services } from '../context.ts';
import { workflowId } from '../processes.ts';
import { wake } from '../wake.ts';
import type { Evidence, Subject } from './contract.ts';
import { purposeNamed } from './purposes.ts';
import { lockConsents, recordEvents } from './record-event.ts';
import type { ConsentSource, ConsentState } from './rules.ts';
import { waitingFor } from './waiting.ts';
import { keepWording } from './wordings.ts';

export type Withdrawal = Subject & {
  channel: 'sms' | 'email';
  /** Left out: every purpose on this channel, the broadest reading of an unclear wish. */
  purpose?: string | undefined;
  source: ConsentSource;
  wording?: string | undefined;
  evidence?: Evidence | undefined;
};

export type Withdrawn = {
  id: string;
  status: 'withdrawn' | 'granted';
  workflow_id: string | null;
  consents: { id: string; purpose: string; status: ConsentState }[];
};

/**
 * Takes consent back. Always possible: without a contact, without an earlier consent, and twice. The
 * history of every purpose touched gets its event; messages that wait or are queued are stopped.
 * @throws AppError invalid (purpose, address), not_found (contact_id)
 */
export async function withdrawConsent(
  services: Services,
  ctx: Context,
  input: Withdrawal,
): Promise<Withdrawn> {
  const keys = await services.keyring.keys(ctx);
  const result = await services.db.withTenant(ctx, (trx) => withdraw(trx, ctx, keys, input));
  await wake(services, result.toWake);
  if (result.workflow_id && result.eventId) {
    // The withdrawal stands whatever happens here; the process only tidies up and confirms.
    await services.processes
      .start('opt-out', result.workflow_id, { tenantId: ctx.tenantId, id: result.eventId })
      .catch(() => undefined);
  }
  const { toWake: _, eventId: __, ...answer } = result;
  return answer;
}

async function withdraw(
  trx: Trx,
  ctx: Context,
  keys: TenantKeys,
  input: Withdrawal,
): Promise<Withdrawn & { toWake: string[]; eventId: string | null }> {
  const purposes = input.purpose
    ? [await purposeNamed(trx, input.purpose)]
    : await Purpose.query(trx).orderBy('created_at');
  const person = await findAddress(trx, keys, ctx, input, input.channel);
  const wordingId = input.wording ? await keepWording(trx, ctx, input.wording, 'und') : null;
  const consents: Withdrawn['consents'] = [];
  const toWake: string[] = [];
  let eventId: string | null = null;
  const locked = await lockConsents(
    trx,
    ctx,
    keys,
    purposes.map((purpose) => ({
      addressBidx: blindIndex(keys, input.channel, person.address),
      address: person.address,
      channel: input.channel,
      purposeId: purpose.id,
      contactId: person.contactId,
    })),
  );
  const recorded = await recordEvents(
    trx,
    ctx,
    keys,
    locked.map((consent) => ({
      consent,
      act: { action: 'withdraw', source: input.source },
      facts: {
        capturedAt: input.evidence?.captured_at ?? new Date(),
        source: input.source,
        wordingId,
        evidence: input.evidence,
        contactId: person.contactId,
      },
    })),
  );
  for (const purpose of purposes) {
    const i = locked.findIndex((consent) => consent.purpose_id === purpose.id);
    const [consent, record] = [locked[i], recorded[i]];
    if (!consent || !record) continue;
    consents.push({ id: consent.id, purpose: purpose.key, status: record.state });
    toWake.push(...(await waitingFor(trx, consent)));
    // One confirmation at most, and only for somebody who had something to lose.
    if (record.verdict.outcome === 'becomes' && consent.state !== 'none')
      eventId ??= record.eventId;
  }
  return {
    id: consents[0]?.id ?? '',
    status: consents[0]?.status === 'granted' ? 'granted' : 'withdrawn',
    workflow_id: eventId ? workflowId('opt-out', ctx.tenantId, eventId) : null,
    consents,
    toWake,
    eventId,
  };
}
