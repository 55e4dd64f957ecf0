import type { Trx } from '#lib/db.ts';
import { newId } from '#lib/ids.ts';
import { dayInWords } from '#lib/zoned-day.ts';
import type { Context, Services } from '../context.ts';
import { askGate } from '../messaging/ask-gate.ts';
import { placeMessage } from '../messaging/enqueue.ts';
import { optOutWords } from '../templates/provided/sms.ts';
import { defaultTemplateFor } from '../templates/read.ts';
import { compileTemplate } from '../templates/render.ts';
import type { ValuesOf } from '../templates/values.contract.ts';
import { contactById, organizationVariables } from '../templates/variables.ts';
import { sourceOf } from '../templates/view.ts';
import type { TenantKeys } from '../keyring/keyring.ts';
import { renewUrl, optOutLinks } from '../signed-links/links.ts';
import { addressToWriteTo } from '../consent/consent-address.ts';
import { AGREED_TEXTS, agreedVersion } from '../consent/read/purpose-agreed.ts';
import { purposeNameIn, type PurposeName } from '../purposes/purpose-words.ts';

type Ending = PurposeName & {
  tenant_id: string;
  id: string;
  contact_id: string | null;
  address_bidx: Buffer;
  address_enc: Buffer | null;
  channel: 'sms' | 'email';
  purpose_id: string;
  granted_event_id: string;
  expires_at: Date;
};

/**
 * Asks people whose consent ends soon whether they want to stay, while they may still be messaged: once per grant, by
 * an ordinary message that rests on that grant and passes the gate like any other.
 * @returns how many were checked; less than `limit`: nobody else is due
 */
export async function renewCohort(services: Services, ctx: Context, limit = 200): Promise<number> {
  const keys = await services.keyring.keys(ctx);
  return services.db.withTenant(ctx, async (trx) => {
    const ending: Ending[] = await trx('consents as c')
      .join('purposes as p', (on) => {
        on.on('p.tenant_id', 'c.tenant_id').on('p.id', 'c.purpose_id');
      })
      .where('c.state', 'granted')
      .whereRaw('c.expires_at > now()')
      .whereRaw(`c.expires_at <= now() + p.renew_before_days * interval '1 day'`)
      .whereNotExists((q) => {
        q.from('renewals as r').whereRaw(
          'r.tenant_id = c.tenant_id and r.granted_event_id = c.granted_event_id',
        );
      })
      .orderBy('c.id')
      .limit(limit)
      .forUpdate('c')
      .skipLocked()
      .joinRaw(agreedVersion)
      .select('c.*', trx.raw(AGREED_TEXTS));
    for (const one of ending) await ask(trx, services, ctx, keys, one);
    return ending.length;
  });
}

async function ask(
  trx: Trx,
  services: Services,
  ctx: Context,
  keys: TenantKeys,
  one: Ending,
): Promise<void> {
  const { tenantId } = ctx;
  const { channel, purpose_id: purposeId, address_bidx: addressBidx } = one;
  const gate = await askGate(trx, { tenantId, channel, purposeId, addressBidx });
  const contact = await contactById(trx, keys, one.contact_id);
  const template = await defaultTemplateFor(trx, { channel, category: 'renewal' }, contact.locale);
  // Blocked, or no text for it: the consent ends silently, and this grant is not checked again.
  const id = gate.reason === null && template ? newId() : null;
  await trx('renewals').insert({
    tenant_id: tenantId,
    granted_event_id: one.granted_event_id,
    consent_id: one.id,
    message_id: id,
  });
  if (!id || !template) return;
  const source = sourceOf(template);
  const { time_zone: zone }: { time_zone: string } = await trx('tenants').first('time_zone');
  const values: ValuesOf<'renewal'> = {
    contact,
    organization: await organizationVariables(trx),
    purpose: { name: purposeNameIn(one, source.language) },
    ...optOutLinks(services.publicUrl, keys, { tenantId, messageId: id }),
    opt_out: optOutWords(source.language),
    renew_url: renewUrl(services.publicUrl, keys, { tenantId, eventId: one.granted_event_id }),
    ends_on: dayInWords(source.language ?? 'en', zone, one.expires_at),
  };
  const rendered = compileTemplate(source).render(values);
  await placeMessage(trx, ctx, keys, {
    id,
    channel,
    purposeId,
    contactId: one.contact_id,
    addressBidx,
    templateVersionId: template.version_id,
    content: { ...rendered, to: addressToWriteTo(keys, one) },
    gate,
    outcome: 'sending',
    detail: { renews: one.granted_event_id },
  });
}
