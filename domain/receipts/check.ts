import { publicBytes } from '#lib/signing.ts';
import { checkReceipt } from './check-receipt.ts';
import type { Context, Services } from '../context.ts';

/** What a receipt that somebody brings is worth, to the organisation it is brought to. */
export type BroughtReceipt = {
  /** It is whole, and signed by a key of this organisation. */
  ok: boolean;
  /** Each continues "This receipt …". */
  problems: string[];
  /** Its event, when the record is still here. */
  receipt_id: string | null;
  /** It names an address, and proves that it is the one the consent is of. */
  address_proven: boolean;
};

/** Checks a receipt against the organisation's own keys; keeps nothing. */
export async function checkBroughtReceipt(
  services: Services,
  ctx: Context,
  given: unknown,
): Promise<BroughtReceipt> {
  const found = checkReceipt(given);
  if (!found.ok) {
    return { ok: false, problems: found.problems, receipt_id: null, address_proven: false };
  }
  const { sealKeys } = await services.keyring.keys(ctx);
  const { receipt, says } = found;
  const { statement } = receipt.record;
  const ours =
    statement.tenant_id === ctx.tenantId &&
    [...sealKeys.values()].some(
      ({ key }) => publicBytes(key).toString('base64url') === receipt.publicKey,
    );
  if (!ours) {
    const problems = ['is whole, but was not signed by a key of your organization'];
    return { ok: false, problems, receipt_id: null, address_proven: says.address_proven };
  }
  const event: { id: string } | undefined = await services.db.withTenant(ctx, (trx) =>
    trx('consent_events').where({ id: statement.event_id }).first('id'),
  );
  return {
    ok: true,
    problems: [],
    receipt_id: event?.id ?? null,
    address_proven: says.address_proven,
  };
}
