import type { Trx } from '#lib/db.ts';

/** Corrects the expected cost of a send, in its row and in its day. */
export async function settleSend(
  trx: Trx,
  send: { verification_id: string; send: number },
  now:
    | { basis: 'counted'; segments: number }
    | { basis: 'provider'; segments: number | null; price: string; currency: string },
): Promise<void> {
  await trx.raw(
    `with old as (
       select tenant_id, id, day, price, segments from verification_sends
       where verification_id = :id and send = :send and (:currency::text is null or currency = :currency)
         -- What the provider has billed is not counted over.
         and (:basis = 'provider' or price_basis <> 'provider')
       for update
     ), new as (
       update verification_sends s set
         segments = coalesce(:segments, old.segments),
         price = coalesce(:price::numeric, old.price / greatest(old.segments, 1) * :segments),
         price_basis = :basis
       from old where s.tenant_id = old.tenant_id and s.id = old.id
       returning old.day, s.price - old.price as difference
     )
     update verification_days d set cost = greatest(0, d.cost + new.difference)
     from new where d.day = new.day and new.difference <> 0`,
    {
      id: send.verification_id,
      send: send.send,
      segments: now.segments,
      price: now.basis === 'provider' ? now.price : null,
      currency: now.basis === 'provider' ? now.currency : null,
      basis: now.basis,
    },
  );
}
