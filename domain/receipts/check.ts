import { publicBytes } from '#lib/signing.ts';
import { checkReceipt } from './check-receipt.ts';
import type { Context, Services } from '../context.ts';

/** The result of checking a presented receipt against the organisation's own keys. */
export type BroughtReceipt = {
  /** It is valid and signed by a key of this organisation. */
  ok: boolean;
  /** Each continues "This receipt …". */
  problems: string[];
  /** The id of its event, if the event is still stored. */
  receipt_id: string | null;
  /** It contains an address and proves that it is the consent's. */
  address_proven: boolean;
};

/** Checks a presented receipt against the organisation's own keys; stores nothing. */
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
    const problems = ['is unchanged, but was not signed by a key of your organization'];
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
