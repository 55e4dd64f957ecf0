import { consentOf } from '../consent/gate/consent-of.ts';
import type { Context, Services } from '../context.ts';
import type { Rendered } from '../templates/contract.ts';
import { createComposer } from './compose.ts';
import type { Claimed } from './claim.ts';
import { loadSendPlan } from './plan.ts';

/**
 * Writes one recipient's message again: a campaign stores no copy per recipient. The text is the approved version, and
 * the purpose is named as this recipient agreed to it; the values of contact and organization are today's. Without the
 * links that count, so that reading it counts nothing. Null: the recipient was erased.
 */
export async function campaignWords(
  services: Services,
  ctx: Context,
  campaignId: string,
  messageId: string,
): Promise<(Rendered & { to: string }) | null> {
  const row: Claimed | undefined = await services.db.withTenant(ctx, (trx) =>
    trx('messages as m')
      .join('consents as c', consentOf('m'))
      .leftJoin('contacts as k', (on) => {
        on.on('k.tenant_id', 'm.tenant_id').on('k.id', 'm.contact_id');
      })
      .leftJoin('consent_events as e', (on) => {
        on.on('e.tenant_id', 'm.tenant_id').on('e.id', 'm.consent_event_id');
      })
      .where('m.id', messageId)
      .first(
        'm.id',
        'm.ordinal',
        'm.attempts',
        'm.reason',
        'm.claim',
        'm.template_version_id',
        'c.id as consent_id',
        'c.address_enc',
        'k.id as contact_id',
        'k.name_enc',
        'k.email_enc',
        'k.phone_enc',
        'k.fields_enc',
        'k.locale',
        'e.purpose_version',
      ),
  );
  if (!row) return null;
  const plan = await loadSendPlan(services, ctx, campaignId);
  const composer = createComposer(plan, ctx.tenantId, { counted: false });
  const { unsubscribeUrl: _, ...words } = composer.compose(row);
  return words;
}
