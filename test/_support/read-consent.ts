import { purposeNamed } from '#domain/purposes/purposes.ts';
import type { Context, Services } from '#domain/context.ts';
import { blindIndex } from '#domain/keyring/keyring.ts';
import { Consent } from '#models/consent.ts';
import type { Person } from './consent.ts';

/** Returns the state of a person's consent; `none` without a record. */
export async function readConsent(
  services: Services,
  ctx: Context,
  person: Person,
): Promise<string> {
  const keys = await services.keyring.keys(ctx);
  const row = await services.db.withTenant(ctx, async (trx) =>
    Consent.query(trx).findOne({
      address_bidx: blindIndex(keys, person.channel, person.address),
      channel: person.channel,
      purpose_id: (await purposeNamed(trx, person.purpose)).id,
    }),
  );
  return row?.state ?? 'none';
}
