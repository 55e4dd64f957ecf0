import type { Context, Services } from '#domain/context.ts';
import type { Trx } from '#lib/db.ts';
import { purposeNamed } from '#domain/purposes/purposes.ts';
import { encryptPerson } from '#domain/contacts/row.ts';
import { blindIndex, type TenantKeys } from '#domain/keyring/keyring.ts';
import { encryptValue } from '#domain/encryption/personal.ts';
import { newId } from '#lib/ids.ts';

const CHUNK = 1_000;
export const addressOf = (i: number): string => `person${i}@example.com`;
/** Returns plausible numbers of New York. */
export const phoneOf = (i: number): string => `+1212${2_000_000 + i}`;

/**
 * Creates people with a tag and a granted consent, written directly to the tables: their creation is not measured.
 */
export async function makeAudience(
  services: Services,
  ctx: Context,
  people: number,
  purpose: 'marketing' | 'service' = 'marketing',
  channel: 'sms' | 'email' = 'email',
): Promise<string> {
  const keys = await services.keyring.keys(ctx);
  const tag = `bench-${people}`;
  for (let from = 0; from < people; from += CHUNK) {
    const some = Array.from({ length: Math.min(CHUNK, people - from) }, (_, i) =>
      person(
        keys,
        ctx,
        channel,
        channel === 'sms' ? phoneOf(from + i) : `${tag}.${addressOf(from + i)}`,
        tag,
      ),
    );
    await services.db.withTenant(ctx, async (trx) => {
      const { id: purposeId } = await purposeNamed(trx, purpose);
      await insert(trx, ctx, channel, purposeId, some);
    });
  }
  return tag;
}

const NAME = 'Amina Khalil';

function person(
  keys: TenantKeys,
  ctx: Context,
  channel: 'sms' | 'email',
  address: string,
  tag: string,
) {
  const [id, consentId, eventId] = [newId(), newId(), newId()];
  const location = { tenantId: ctx.tenantId, table: 'consents', id: consentId, column: 'address' };
  return {
    id,
    consentId,
    eventId,
    tag,
    bidx: blindIndex(keys, channel, address),
    consentEnc: encryptValue(keys, location, address),
    columns: {
      ...encryptPerson(keys, ctx.tenantId, id, {
        email: channel === 'email' ? address : null,
        phone: channel === 'sms' ? address : null,
        name: NAME,
        fields: {},
      }),
      // Nothing searches here, and the index would be most of the work.
      search_tokens: [],
    },
  };
}

async function insert(
  trx: Trx,
  ctx: Context,
  channel: 'sms' | 'email',
  purposeId: string,
  people: readonly ReturnType<typeof person>[],
): Promise<void> {
  const { tenantId: tenant_id } = ctx;
  await trx('contacts').insert(
    people.map((p) => ({ tenant_id, id: p.id, tags: [p.tag], source: 'bench', ...p.columns })),
  );
  await trx('consents').insert(
    people.map((p) => ({
      tenant_id,
      id: p.consentId,
      contact_id: p.id,
      address_bidx: p.bidx,
      address_enc: p.consentEnc,
      channel,
      purpose_id: purposeId,
    })),
  );
  const captured_at = new Date();
  await trx('consent_events').insert(
    people.map((p) => ({
      tenant_id,
      id: p.eventId,
      consent_id: p.consentId,
      action: 'grant',
      state_after: 'granted',
      source: 'web_form',
      actor_type: 'person',
      captured_at,
    })),
  );
  await trx.raw(
    `update consents c set state = 'granted', granted_event_id = e.id, last_event_id = e.id, captured_at = e.captured_at
     from consent_events e where e.tenant_id = c.tenant_id and e.consent_id = c.id and e.id = any(?)`,
    [people.map((p) => p.eventId)],
  );
}
