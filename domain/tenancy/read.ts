import { notFound } from '#lib/errors.ts';
import type { TenantId } from '#lib/ids.ts';
import type { Services } from '../context.ts';
import type { SenderSettings } from '../senders/settings.ts';
import { MOST_SEGMENTS } from '../templates/bounds.ts';

export type Tenant = {
  tenant_id: TenantId;
  slug: string;
  name: string;
  status: 'active' | 'suspended';
  country: string;
  time_zone: string;
  locale: string;
  brand_color: string;
  /** The postal address; marketing mail must contain it (CAN-SPAM, 15 U.S.C. 7704(a)(5)). */
  postal_address: string | null;
  logo_url: string | null;
  /** The maximum of segments of one ordinary text. */
  sms_max_segments: number;
  sender: SenderSettings & { state: 'default' | 'proved' | 'unproved' };
};

/** Returns the tenant with its settings. @throws AppError not_found before it is provisioned */
export async function getTenant(
  services: Pick<Services, 'db'>,
  scope: { tenantId: TenantId },
): Promise<Tenant> {
  const row: TenantRow | undefined = await services.db.withTenant(scope, (trx) =>
    trx('tenants').first(
      'tenant_id',
      'slug',
      'name',
      'status',
      'country',
      'time_zone',
      'locale',
      'brand_color',
      trx.raw(`settings ->> 'postal_address' as postal_address`),
      trx.raw(`settings ->> 'logo_url' as logo_url`),
      trx.raw(`coalesce((settings ->> 'sms_max_segments')::int, ?::int) as sms_max_segments`, [
        MOST_SEGMENTS,
      ]),
      trx.raw(`settings -> 'sender' as sender`),
      trx.raw(`exists (select from sending_domains d where d.proved_at is not null
        and d.domain = split_part(settings #>> '{sender,email}', '@', 2)) as proved`),
    ),
  );
  if (!row) throw notFound('Organization');
  const { sender: set, proved, ...tenant } = row;
  const sender = set ?? { name: null, email: null, reply_to: null };
  const state = sender.email === null ? 'default' : proved ? 'proved' : 'unproved';
  return { ...tenant, sender: { ...sender, state } };
}

type TenantRow = Omit<Tenant, 'sender'> & { sender: SenderSettings | null; proved: boolean };
