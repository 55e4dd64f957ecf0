import type { Trx } from '#lib/db.ts';
import type { AddressAbsent, AddressGone } from '../addresses/absent.contract.ts';
import { addressAbsent } from '../addresses/absent.ts';
import { maskAddress } from '../addresses/address.ts';
import { viewEach } from '../addresses/view-each.ts';
import type { Context, Services } from '../context.ts';
import { plainAmount } from '../prices/money.ts';
import type { TenantKeys } from '../keyring/keyring.ts';
import { decryptValue } from '../encryption/personal.ts';
import type { AlertKind } from './alerts.ts';
import { settingsOf, type VerificationSettings } from './settings.ts';
import { verificationAad } from './view.ts';

export type PrefixBlock = {
  id: string;
  prefix: string;
  country: string;
  sends: number;
  approved: number;
  created_at: Date;
  blocked_until: Date;
};
export type LockedDestination = {
  id: string;
  /** Masked; null when it was deleted. */
  to: string | null;
  address_absent: AddressAbsent | null;
  purpose: string;
  consecutive: number;
  /** null: until somebody lifts it. */
  locked_until: Date | null;
};
export type Alert = {
  id: string;
  kind: AlertKind;
  detail: Record<string, unknown>;
  created_at: Date;
};

export type SettingsView = VerificationSettings & {
  /** This UTC day so far. */
  today: { day: string; sends: number; cost: string; currency: string };
  prefix_blocks: PrefixBlock[];
  locks: LockedDestination[];
  /** Of the last seven days, newest first. */
  alerts: Alert[];
};

/** Returns the settings in force, and the newest hundred blocks and locks in force. */
export async function readSettings(services: Services, ctx: Context): Promise<SettingsView> {
  const keys = await services.keyring.keys(ctx);
  return services.db.withTenant(ctx, async (trx) => {
    const settings = await settingsOf(trx);
    const { rows } = await trx.raw<{ rows: { day: string; sends: number; cost: string }[] }>(
      `select t.day::text, coalesce(d.sends, 0) as sends, coalesce(d.cost, 0)::text as cost
       from (select (clock_timestamp() at time zone 'utc')::date as day) t
       left join verification_days d on d.day = t.day`,
    );
    const today = rows[0] ?? { day: '', sends: 0, cost: '0' };
    const prefixBlocks: PrefixBlock[] = await trx('verification_prefix_blocks')
      .where('blocked_until', '>', trx.fn.now())
      .whereNull('lifted_at')
      .orderBy('created_at', 'desc')
      .limit(100)
      .select('id', 'prefix', 'country', 'sends', 'approved', 'created_at', 'blocked_until');
    const alerts: Alert[] = await trx('verification_alerts')
      .whereRaw(`created_at > now() - interval '7 days'`)
      .orderBy('created_at', 'desc')
      .limit(100)
      .select('id', 'kind', 'detail', 'created_at');
    return {
      ...settings,
      today: { ...today, cost: plainAmount(today.cost), currency: settings.currency },
      prefix_blocks: prefixBlocks,
      locks: await lockedDestinations(trx, ctx, keys),
      alerts,
    };
  });
}

type LockRow = Omit<LockedDestination, 'to' | 'address_absent'> & {
  channel: 'sms' | 'email';
  verification_id: string | null;
  to_enc: Buffer | null;
  address_gone: AddressGone | null;
};

async function lockedDestinations(
  trx: Trx,
  { tenantId }: Context,
  keys: TenantKeys,
): Promise<LockedDestination[]> {
  const rows: LockRow[] = await trx('verification_locks as l')
    .leftJoin('verifications as v', (on) => {
      on.on('v.tenant_id', 'l.tenant_id').on('v.id', 'l.verification_id');
    })
    .where('l.locked_until', '>', trx.fn.now())
    .orderBy('l.locked_until', 'desc')
    .limit(100)
    .select(
      'l.id',
      'l.purpose',
      'l.consecutive',
      'v.channel',
      'l.verification_id',
      'v.to_enc',
      'v.address_gone',
      trx.raw(`nullif(l.locked_until, 'infinity') as locked_until`),
    );
  return viewEach(
    keys,
    rows,
    (open, { channel, verification_id, to_enc, address_gone, ...lock }) => {
      const to = decryptValue(open, verificationAad(tenantId, verification_id ?? ''), to_enc);
      return {
        ...lock,
        to: to ? maskAddress(channel, to) : null,
        address_absent: addressAbsent(to, address_gone),
      };
    },
  );
}
