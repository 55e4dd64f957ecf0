import type { Trx } from '#lib/db.ts';
import type { Consent } from '#models/consent.ts';

/** The update of a consent's row by one event. `moved`: the state changes; `address` is encrypted, in hex. */
export type Move = {
  id: string;
  event: string;
  contact: string | null;
  address: string | null | undefined;
  moved: boolean;
  withdraws: boolean;
  state: Consent['state'];
  captured_at: Date;
  expires_at: Date | null;
};

const MOVE = `
  update consents c set
    last_event_id = m.event,
    contact_id = coalesce(m.contact, c.contact_id),
    -- An erased person who comes back.
    address_enc = coalesce(c.address_enc, decode(m.address, 'hex')),
    state = m.state,
    captured_at = case when m.moved then m.captured_at else c.captured_at end,
    expires_at = case when not m.moved then c.expires_at when m.state = 'granted' then m.expires_at end,
    granted_event_id = case when m.moved and m.state = 'granted' then m.event else c.granted_event_id end,
    -- The later withdrawal counts: it overrides the grants captured before it.
    withdrawn_at = case
      when m.state = 'withdrawn' and m.withdraws then greatest(m.captured_at,
        case when c.withdrawn_at is not null then least(c.withdrawn_at, clock_timestamp()) end)
      when m.moved and m.state = 'granted' then null
      else c.withdrawn_at end,
    said_again_at = case when not (m.withdraws or m.moved and m.state = 'granted') then c.said_again_at end,
    said_again_source = case when not (m.withdraws or m.moved and m.state = 'granted') then c.said_again_source end,
    updated_at = case when m.moved then clock_timestamp() else c.updated_at end
  from jsonb_to_recordset(?::jsonb) as m(id uuid, event uuid, contact uuid, address text, moved boolean, withdraws boolean, state text,
    captured_at timestamptz, expires_at timestamptz)
  where c.id = m.id`;

/** Updates the projections (rows of `consents`) after their events were inserted. */
export async function moveConsents(trx: Trx, moves: readonly Move[]): Promise<void> {
  await trx.raw(MOVE, [JSON.stringify(moves)]);
}
