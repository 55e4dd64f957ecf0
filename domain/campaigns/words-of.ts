import { consentOf } from '../consent/gate/consent-of.ts';
import type { Context, Services } from '../context.ts';
import { createComposer } from './compose.ts';
import type { Claimed } from './claim.ts';
import { loadSendPlan } from './plan.ts';

/**
 * Writes the text of one recipient's message again: a campaign stores no copy per recipient. Null: the recipient was
 * erased.
 */
export async function campaignWords(
  services: Services,
  ctx: Context,
  campaignId: string,
  messageId: string,
): Promise<{ to: string; text: string } | null> {
  const row: Claimed | undefined = await services.db.withTenant(ctx, (trx) =>
    trx('messages as m')
      .join('consents as c', consentOf('m'))
      .leftJoin('contacts as k', (on) => {
        on.on('k.tenant_id', 'm.tenant_id').on('k.id', 'm.contact_id');
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
      ),
  );
  if (!row) return null;
  const plan = await loadSendPlan(services, ctx, campaignId);
  const { to, text } = createComposer(plan, ctx.tenantId).compose(row);
  return { to, text };
}
