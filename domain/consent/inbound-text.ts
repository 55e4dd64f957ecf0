import { systemContext, type Services } from '../context.ts';
import { blindIndex } from '../tenancy/keyring.ts';
import { normalizePhone } from '../contacts/address.ts';
import { tenantId } from '#lib/ids.ts';
import { keyword } from './keywords.ts';
import { withdrawConsent } from './withdraw.ts';

export type InboundText = { from: string; to: string; body: string; providerMessageId: string };

/**
 * A text from a phone. STOP withdraws every purpose by SMS, at every organisation that knows the number:
 * they share the sender, and in doubt a wish to stop is read broadly. The provider confirms a STOP itself.
 * HELP is answered and never opts in. START alone grants nothing: there is no wording it agrees to.
 * @returns the reply, or null for none
 */
export async function inboundText(
  services: Services,
  text: InboundText,
  requestId: string,
): Promise<string | null> {
  const wish = keyword(text.body);
  if (wish === null || wish === 'start') return null;
  const number = normalizePhone(text.from, 'US');
  if (number === null) return null;
  const known = await whoKnows(services, number);
  if (wish === 'help') {
    const names = known.map((t) => t.name).join(', ') || 'This service';
    return `${names}: reply STOP to stop all messages. Msg & data rates may apply.`;
  }
  for (const tenant of known) {
    const scope = tenantId(tenant.tenant_id);
    await withdrawConsent(
      services,
      { ...systemContext(scope, requestId), actor: { type: 'person', id: null } },
      {
        phone: number,
        channel: 'sms',
        source: 'keyword',
        evidence: { provider_message_id: text.providerMessageId, text: text.body.slice(0, 300) },
      },
    );
  }
  return null;
}

type Known = { tenant_id: string; name: string };

/** Tenants that have this number as a contact or in a consent. */
async function whoKnows(services: Services, number: string): Promise<Known[]> {
  const tenants: Known[] = await services.db.withJobs((trx) =>
    trx('tenants').where({ status: 'active' }).select('tenant_id', 'name').orderBy('created_at'),
  );
  const known: Known[] = [];
  for (const tenant of tenants) {
    const scope = { tenantId: tenantId(tenant.tenant_id) };
    const keys = await services.keyring.keys(scope);
    const bidx = blindIndex(keys, 'sms', number);
    const found = await services.db.withTenant(scope, async (trx) => {
      const { rows } = await trx.raw<{ rows: { known: boolean }[] }>(
        `select exists (select from contacts where phone_bidx = :bidx)
           or exists (select from consents where address_bidx = :bidx and channel = 'sms') as known`,
        { bidx },
      );
      return rows[0]?.known === true;
    });
    if (found) known.push(tenant);
  }
  return known;
}
