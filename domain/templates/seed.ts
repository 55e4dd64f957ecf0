import type { Trx } from '#lib/db.ts';
import type { TenantId } from '#lib/ids.ts';
import { PROVIDED } from './provided/index.ts';

const GIVEN = `jsonb_to_recordset(:given::jsonb)
  as g(name text, channel text, category text, language text, subject text, body text)`;

/**
 * Gives a tenant the provided templates. Safe to repeat: existing ones stay; a provided text that changed with a new
 * release of Assent becomes a new version of the same template.
 */
export async function seedTemplates(trx: Trx, tenantId: TenantId): Promise<void> {
  const bindings = { tenant: tenantId, given: JSON.stringify(PROVIDED) };
  // Version 0 has no text yet; the next statement adds the first version.
  await trx.raw(
    `insert into templates (tenant_id, name, channel, category, origin, is_default, language, version)
     select :tenant, g.name, g.channel, g.category, 'provided',
       not exists (select from templates d where d.tenant_id = :tenant
         and d.is_default and d.channel = g.channel and d.category = g.category), g.language, 0
     from ${GIVEN}
     where g.language = 'en'
     on conflict (tenant_id, name, channel) where archived_at is null do nothing`,
    bindings,
  );
  // A version contains all languages, so one changed text creates a new version of all.
  await trx.raw(
    `with changed as (
       update templates t set version = t.version + 1, updated_at = now()
       where t.tenant_id = :tenant and t.origin = 'provided' and exists (
         select from ${GIVEN}
         left join template_versions v on v.tenant_id = :tenant and v.template_id = t.id
           and v.version = t.version and v.language = g.language
         where g.name = t.name and g.channel = t.channel
           and (v.id is null or (v.subject, v.body) is distinct from (g.subject, g.body)))
       returning t.id, t.name, t.channel, t.version
     )
     insert into template_versions (tenant_id, template_id, version, language, subject, body)
     select :tenant, c.id, c.version, g.language, g.subject, g.body
     from changed c join ${GIVEN} on g.name = c.name and g.channel = c.channel`,
    bindings,
  );
  // Provided templates of earlier releases, e.g. with one language each, are archived: readable but not listed.
  await trx.raw(
    `update templates t set archived_at = now()
     where t.tenant_id = :tenant and t.origin = 'provided' and not t.is_default and t.archived_at is null
       and not exists (select from ${GIVEN} where g.name = t.name and g.channel = t.channel)`,
    bindings,
  );
}
