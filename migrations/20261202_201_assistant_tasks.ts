import type { Knex } from 'knex';

/* Tasks of one question, such as a translation. Each has rules of its own, so each has a prompt of its own. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    -- Null: a chat.
    alter table assistant_conversations add task text;
    alter table assistant_prompts add task text not null default 'chat';
    alter table assistant_prompts drop constraint assistant_prompts_pkey;
    alter table assistant_prompts add primary key (tenant_id, task, version);
    comment on table assistant_prompts is '[assistant] what the model is told about the organization, for a chat and for each task, in every version';
  `);
}

export async function down(): Promise<void> {
  throw new Error('migrations go forward only');
}
