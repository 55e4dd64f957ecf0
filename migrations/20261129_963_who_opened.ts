import type { Knex } from 'knex';

/*
 * Who opened a message and who followed its links, judged over all that came back of it (domain/tracking/judge.ts):
 * one visit says little, five links within a second say it was a scanner. Older messages go by what each visit said.
 */
const VISITOR = `check (COLUMN in ('human', 'machine', 'unknown'))`;

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table messages
      add opened_by text ${VISITOR.replace('COLUMN', 'opened_by')},
      add clicked_by text ${VISITOR.replace('COLUMN', 'clicked_by')};
    with told as (
      select tenant_id, message_id, type,
        case when bool_or(detail ->> 'by' = 'human') then 'human'
          when bool_and(detail ->> 'by' = 'machine') then 'machine' else 'unknown' end as by
      from message_events where type in ('opened', 'clicked') group by 1, 2, 3
    )
    update messages m set
      opened_by = (select by from told t where t.tenant_id = m.tenant_id and t.message_id = m.id and t.type = 'opened'),
      clicked_by = (select by from told t where t.tenant_id = m.tenant_id and t.message_id = m.id and t.type = 'clicked')
    where exists (select from told t where t.tenant_id = m.tenant_id and t.message_id = m.id);
  `);
}

export async function down(): Promise<void> {
  throw new Error('migrations go forward only');
}
