import type { TenantId } from '#lib/ids.ts';
import { systemContext, type Services } from '../context.ts';
import { recordAudit } from '../audit/record.ts';
import { secondOfDay } from '../retention/next-run.ts';
import { keepPurposeVersions } from '../purposes/purposes.ts';
import type { Processes } from '../processes.ts';
import { seedMessageRules } from '../message-rules/seed.ts';
import { seedTemplates } from '../templates/seed.ts';

export type NewTenant = {
  tenantId: TenantId;
  name: string;
  slug: string;
  country?: string;
  timeZone?: string;
  /** Whether texts respect the recipients' quiet hours. @default true */
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
 * Sets up a tenant: its row, its keys, its first purposes. Safe to repeat; a sign-up that was interrupted is
 * completed by the next sign-in.
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
  // An unreachable Temporal must not stop a sign-up: workers repeat this now and then.
  await services.processes
    .everyDay(tenant.tenantId, secondOfDay(tenant.tenantId))
    .catch(() => undefined);
}
