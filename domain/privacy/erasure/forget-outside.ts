import pMap from 'p-map';
import { workflowId } from '../../processes.ts';
import { owned, owner } from '../subject.ts';
import { CHUNK, tally, type Erasing } from './step.ts';

/** Ends and deletes the person's processes in Temporal, although their histories contain only ids. */
export async function forgetProcesses(one: Erasing): Promise<void> {
  const { services, ctx, subject } = one;
  const { tenantId } = ctx;
  const ids = await services.db.withTenant(ctx, async (trx) => {
    const { rows } = await trx.raw<{ rows: { id: string }[] }>(
      `select coalesce(m.workflow_id, :message || m.id) as id from messages m
         where ${owned('m')} and m.campaign_id is null
       union select :link || m.id from messages m where ${owned('m')} and m.reason = 'preferences_link'
       union select v.workflow_id from verifications v where ${owned('v')}
       union select r.workflow_id from consent_reviews r where ${owned('r')}
       union select x.kind || e.id from consents c
         join consent_events e on e.tenant_id = c.tenant_id and e.consent_id = c.id
         cross join (values (:optIn), (:optOut)) as x(kind)
         where c.address_bidx = any(:bidxs::bytea[])
       union select x.workflow_id from privacy_exports x where x.contact_id = :contact::uuid`,
      {
        ...owner(subject),
        message: workflowId('message', tenantId, ''),
        link: workflowId('preferences-link', tenantId, ''),
        optIn: workflowId('opt-in', tenantId, ''),
        optOut: workflowId('opt-out', tenantId, ''),
      },
    );
    return rows.map((row) => row.id);
  });
  const gone = await pMap(
    ids,
    async (id) => {
      one.means.progress?.();
      return services.processes.forget(id);
    },
    { concurrency: 8 },
  );
  await services.db.withTenant(ctx, (trx) =>
    tally(trx, one, { workflows: gone.filter(Boolean).length }),
  );
}

const TEXTS = [
  { table: 'messages', where: owned('t') },
  { table: 'verifications', where: owned('t') },
] as const;

/** Asks the provider of texts to delete its copies: body, number and all. Mail providers have no such function. */
export async function forgetTexts(one: Erasing): Promise<void> {
  const { services, ctx, subject, means } = one;
  const { forgetText } = means;
  if (!forgetText) return;
  for (const { table, where } of TEXTS) {
    for (let found = 1; found > 0;) {
      const rows = await services.db.withTenant(ctx, async (trx) => {
        const answer = await trx.raw<{ rows: { id: string; sid: string }[] }>(
          `select t.id, t.provider_message_id as sid from ${table} t
           where ${where} and t.channel = 'sms' and t.provider_message_id is not null limit :most`,
          { ...owner(subject), most: CHUNK },
        );
        return answer.rows;
      });
      await pMap(
        rows,
        async ({ sid }) => {
          await forgetText(sid);
          means.progress?.();
        },
        { concurrency: 4 },
      );
      await services.db.withTenant(ctx, async (trx) => {
        await trx(table)
          .whereIn(
            'id',
            rows.map((row) => row.id),
          ) // prettier-ignore
          .update({ provider_message_id: null });
        await tally(trx, one, { provider_copies: rows.length });
      });
      found = rows.length;
    }
  }
  // What the person wrote to us; the rows themselves are deleted later.
  const { rows: inbound } = await services.db.withTenant(ctx, (trx) =>
    trx.raw<{ rows: { sid: string }[] }>(
      `select t.provider_message_id as sid from inbound_messages t where ${owned('t')} and t.channel = 'sms'`,
      owner(subject),
    ),
  );
  await pMap(inbound, ({ sid }) => forgetText(sid), { concurrency: 4 });
}
