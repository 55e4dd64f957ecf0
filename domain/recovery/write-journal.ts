import type { Trx } from '#lib/db.ts';
import type { Seal } from '../audit/seal.ts';
import type { TenantKeys } from '../keyring/keyring.ts';
import { ACCESS_ACTIONS, accessChanges } from './access.ts';
import { HANDED_OVER_ACTION, handOversIn, type HandOverWindow } from './hand-overs.ts';
import { rotationsIn } from './rotations.ts';
import { CLOSE_ACTIONS, closingsIn } from './closings.ts';
import { STOP_ACTIONS, stopsIn } from './stops.ts';
import { packIds, signJournal, type Journal, type Protection } from './journal.ts';

const ACTIONS = [
  'consent.withdrawn',
  'suppression.created',
  'suppression.strengthened',
  'suppression.deleted',
  'erasure.requested',
  'erasure.held',
  'erasure.started',
  'contact.deleted',
  'campaign.started',
  'campaign.sent',
  'campaign.canceled',
  HANDED_OVER_ACTION,
  'key_rotation.started',
  ...ACCESS_ACTIONS,
  ...STOP_ACTIONS,
  ...CLOSE_ACTIONS,
] as const;

type Row = {
  id: string;
  action: (typeof ACTIONS)[number];
  entity_id: string;
  detail: Record<string, unknown>;
};

/** Builds the journal of a seal from the rows under it, read when it is published. */
export async function journalOf(trx: Trx, keys: TenantKeys, seal: Seal): Promise<Journal> {
  const last = seal.first_position + seal.entries - 1;
  const rows: Row[] = await trx('audit_leaves as l')
    .join('audit_log as a', (on) => {
      on.on('a.tenant_id', 'l.tenant_id').on('a.id', 'l.entry_id');
    })
    .whereBetween('l.position', [seal.first_position, last])
    .whereIn('a.action', [...ACTIONS])
    .orderBy('l.position')
    .select('a.id', 'a.action', 'a.entity_id', 'a.detail');
  const named = (...actions: Row['action'][]): Row[] =>
    rows.filter((row) => actions.includes(row.action));
  const ids = (...actions: Row['action'][]): string[] => [
    ...new Set(named(...actions).map((row) => row.entity_id)),
  ];
  const windows = named(HANDED_OVER_ACTION).map((row) => windowOf(row.detail));
  const handed = await handOversIn(trx, windows);
  return signJournal(keys, {
    schema: 'assent-protection/1',
    tenant_id: seal.tenant_id,
    seal: seal.number,
    seal_hash: seal.hash,
    withdrawals: await withdrawals(
      trx,
      // A row of an old release may lack it: there is nothing to list then, and the rest is still published.
      named('consent.withdrawn').flatMap(({ detail: { event_id: id } }) =>
        typeof id === 'string' ? [id] : [],
      ),
    ),
    suppressions: await suppressions(trx, ids('suppression.created', 'suppression.strengthened')),
    lifted: ids('suppression.deleted'),
    erasures: await erasures(trx, ids('erasure.requested', 'erasure.held', 'erasure.started')),
    contacts_deleted: ids('contact.deleted'),
    campaigns: named('campaign.started', 'campaign.sent', 'campaign.canceled').map((row) => ({
      id: row.entity_id,
      became: BECAME[row.action] ?? 'started',
    })),
    handed_over: Object.fromEntries([...handed].map(([type, of]) => [type, packIds(of)])),
    handed_over_until: windows.at(-1)?.until ?? null,
    access: accessChanges(rows),
    keys_replaced: await rotationsIn(trx, ids('key_rotation.started')),
    stopped: stopsIn(rows),
    closed: await closingsIn(trx, rows),
  });
}

const BECAME: Partial<Record<Row['action'], 'started' | 'sent' | 'canceled'>> = {
  'campaign.started': 'started',
  'campaign.sent': 'sent',
  'campaign.canceled': 'canceled',
};

const windowOf = (detail: Row['detail']): HandOverWindow => ({
  since: String(detail['since']),
  until: String(detail['until']),
});

async function withdrawals(
  trx: Trx,
  eventIds: readonly string[],
): Promise<Protection['withdrawals']> {
  const rows: (Omit<Protection['withdrawals'][number], 'captured_at'> & { captured_at: Date })[] =
    await trx('consent_events as e')
      .join('consents as c', (on) => {
        on.on('c.tenant_id', 'e.tenant_id').on('c.id', 'e.consent_id');
      })
      .whereIn('e.id', [...eventIds])
      // A withdrawal older than a recorded grant withdrew nothing.
      .where({ 'e.action': 'withdraw', 'e.state_after': 'withdrawn' })
      .orderBy('e.seq')
      .select(
        'c.id as consent_id',
        'c.channel',
        trx.raw(`encode(c.address_bidx, 'hex') as address_bidx`),
        'c.purpose_id',
        'e.source',
        trx.raw('least(e.captured_at, e.recorded_at) as captured_at'),
      );
  return rows.map((row) => ({ ...row, captured_at: row.captured_at.toISOString() }));
}

/** Blocks of an erasure come with the erasure. */
async function suppressions(trx: Trx, ids: readonly string[]): Promise<Protection['suppressions']> {
  const rows: (Omit<Protection['suppressions'][number], 'expires_at'> & {
    expires_at: Date | null;
  })[] = await trx('suppressions')
    .whereIn('id', [...ids])
    .whereNot('reason', 'erasure')
    .orderBy('id')
    .select(
      'id',
      'channel',
      trx.raw(`encode(address_bidx, 'hex') as address_bidx`),
      'reason',
      'expires_at',
    );
  return rows.map((row) => ({ ...row, expires_at: row.expires_at?.toISOString() ?? null }));
}

/** Returns erased people by keyed hashes, by which an erasure finds its rows again. */
const erasures = (trx: Trx, ids: readonly string[]): Promise<Protection['erasures']> =>
  trx('privacy_erasures')
    .whereIn('id', [...ids])
    .where({ dry_run: false })
    .orderBy('id')
    .select('id', 'contact_id', 'addresses');
