import { MOST_SEGMENTS } from '../templates/bounds.ts';
import { notFound } from '#lib/errors.ts';
import type { TenantId } from '#lib/ids.ts';
import { systemContext, type Services } from '../context.ts';
import { recordAudit } from '../audit/record.ts';
import { secondOfDay } from '../retention/next-run.ts';
import { keepPurposeVersions } from '../consent/purposes.ts';
import type { Processes } from '../processes.ts';
import { seedMessageRules } from '../message-rules/seed.ts';
import type { SenderSettings } from '../senders/settings.ts';
import { seedTemplates } from '../templates/seed.ts';

export type NewTenant = {
  tenantId: TenantId;
  name: string;
  slug: string;
  country?: string;
  timeZone?: string;
  /** Whether texts wait for their recipients' day. @default true */
  quietHours?: boolean;
};

const FIRST_PURPOSES = [
  {
    key: 'marketing',
    category: 'marketing',
    expires_after_days: 730,
    name: 'News and offers',
    description: 'Newsletters, offers and invitations',
    ar: { name: 'الأخبار والعروض', description: 'نشرات إخبارية وعروض ودعوات' },
  },
  {
    key: 'service',
    category: 'transactional',
    expires_after_days: null,
    name: 'Service messages',
    description: 'Messages about something the person asked for',
    ar: { name: 'رسائل الخدمة', description: 'رسائل تتعلق بما طلبته بنفسك' },
  },
];

/**
 * Makes a tenant usable: its row, its keys, its first purposes. Safe to repeat; a sign-up cut off
 * half-way is finished by the next sign-in.
 */
export async function provisionTenant(
  services: Pick<Services, 'db' | 'keyring'> & { processes: Pick<Processes, 'everyDay'> },
  tenant: NewTenant,
): Promise<void> {
  await services.db.withTenant(tenant, async (trx) => {
    const made = await trx('tenants')
      .insert({
        tenant_id: tenant.tenantId,
        name: tenant.name,
        slug: tenant.slug,
        ...(tenant.country ? { country: tenant.country } : {}),
        ...(tenant.timeZone ? { time_zone: tenant.timeZone } : {}),
      })
      .onConflict('tenant_id')
      .ignore()
      .returning('tenant_id');
    await services.keyring.create(trx, tenant);
    await trx('purposes')
      .insert(
        FIRST_PURPOSES.map(({ ar, ...purpose }) => ({
          tenant_id: tenant.tenantId,
          ...purpose,
          language: 'en',
          translations: JSON.stringify({ ar }),
        })),
      )
      .onConflict(['tenant_id', 'key'])
      .ignore();
    await keepPurposeVersions(trx, null);
    await seedTemplates(trx, tenant.tenantId);
    await seedMessageRules(trx, tenant.tenantId, { quietHours: tenant.quietHours ?? true });
    if (made.length) {
      await recordAudit(trx, systemContext(tenant.tenantId), {
        action: 'organization.created',
        entityType: 'organization',
        entityId: tenant.tenantId,
      });
    }
  });
  // While Temporal is away nobody is kept from signing up: workers see to it now and then.
  await services.processes
    .everyDay(tenant.tenantId, secondOfDay(tenant.tenantId))
    .catch(() => undefined);
}

export type Tenant = {
  tenant_id: TenantId;
  slug: string;
  name: string;
  status: 'active' | 'suspended';
  country: string;
  time_zone: string;
  locale: string;
  brand_color: string;
  /** Where letters reach it; marketing mail has to say so (CAN-SPAM, 15 U.S.C. 7704(a)(5)). */
  postal_address: string | null;
  logo_url: string | null;
  /** What one ordinary text may take. */
  sms_max_segments: number;
  sender: SenderSettings & { state: 'default' | 'proved' | 'unproved' };
};

/** The tenant's own row. @throws AppError not_found before it is provisioned */
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
