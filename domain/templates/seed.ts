import type { Trx } from '#lib/db.ts';
import type { TenantId } from '#lib/ids.ts';
import { PROVIDED } from './provided/index.ts';

const GIVEN = `jsonb_to_recordset(:given::jsonb)
  as g(name text, channel text, category text, language text, subject text, body text)`;

/**
 * Gives a tenant the provided templates. Safe to repeat: those that are there stay; a provided text that
 * changed with a new release of Assent becomes a new version of the same template.
 */
export async function seedTemplates(trx: Trx, tenantId: TenantId): Promise<void> {
  const bindings = { tenant: tenantId, given: JSON.stringify(PROVIDED) };
  // Version 0 has no text yet; the next statements give it its first.
  await trx.raw(
    `insert into templates (tenant_id, name, channel, category, origin, is_default, version)
     select :tenant, g.name, g.channel, g.category, 'provided',
       g.language = 'en' and not exists (select from templates d where d.tenant_id = :tenant
         and d.is_default and d.channel = g.channel and d.category = g.category), 0
     from ${GIVEN}
     on conflict (tenant_id, name, channel) where archived_at is null do nothing`,
    bindings,
  );
  await trx.raw(
    `with changed as (
       insert into template_versions (tenant_id, template_id, version, language, subject, body)
       select :tenant, t.id, t.version + 1, g.language, g.subject, g.body
       from ${GIVEN}
       join templates t on t.tenant_id = :tenant and t.name = g.name and t.channel = g.channel
         and t.origin = 'provided'
       left join template_versions v on v.tenant_id = :tenant and v.template_id = t.id
         and v.version = t.version and v.language = g.language
       where v.id is null or (v.subject, v.body) is distinct from (g.subject, g.body)
       returning template_id, version
     )
     update templates t set version = c.version, updated_at = now() from changed c
     where t.tenant_id = :tenant and t.id = c.template_id`,
    bindings,
  );
}
