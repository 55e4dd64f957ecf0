import test from 'ava';
import { publishSeals } from '#domain/recovery/publish-seals.ts';
import { sealAudit } from '#domain/audit/seal-audit.ts';
import { applyJournal } from '#domain/recovery/apply-journal.ts';
import { journalNumbered } from '#domain/recovery/journal.ts';
import { testApi } from '../../_support/api.ts';

test('forms and templates that were archived since a backup, and paused forms, are closed again', async (t) => {
  const api = await testApi(t);
  const { services } = api;
  const tenant = await api.tenant();
  const ctx = tenant.context;
  const made = async (path: string, body: object): Promise<string> => {
    const answer = await tenant.call('POST', path, body);
    t.is(answer.status, 201, JSON.stringify(answer.body));
    return answer.body.id;
  };
  const form = (slug: string) => made('/forms', { name: slug, slug, purposes: ['marketing'] });
  const [gone, paused, opened, open] = [await form('gone'), await form('paused'), await form('opened'), await form('open')]; // prettier-ignore
  const text = { name: 'Old', channel: 'sms', category: 'transactional', body: 'Hello' };
  const template = await made('/templates', text);
  t.is((await tenant.call('DELETE', `/forms/${gone}`)).status, 204);
  t.is((await tenant.call('DELETE', `/templates/${template}`)).status, 204);
  for (const id of [paused, opened])
    t.is((await tenant.call('PATCH', `/forms/${id}`, { active: false })).status, 200);
  await tenant.call('PATCH', `/forms/${opened}`, { active: true });
  const sealed = await sealAudit(services, ctx);
  t.true(sealed > 0);
  await publishSeals(services, ctx);
  const keys = await services.keyring.keys(ctx);
  const forms = () =>
    services.db.withTenant(
      ctx,
      (trx) =>
      trx('forms').whereIn('id', [gone, paused, opened, open]).orderBy('slug').select('slug', 'active', trx.raw('archived_at is not null as archived')), // prettier-ignore
    );
  const now = await forms();
  // As an older database has them.
  await services.db.withTenant(ctx, async (trx) => {
    await trx('forms').update({ active: true, archived_at: null });
    await trx('templates').where({ id: template }).update({ archived_at: null });
  });
  const journal = await journalNumbered(services, ctx, keys, 1);
  const apply = () =>
    services.db.withTenant(ctx, async (trx) => {
      const [{ at }] = (await trx.raw<{ rows: [{ at: Date }] }>('select now() as at')).rows;
      return applyJournal(trx, ctx, keys, journal, at);
    });
  t.is((await apply()).closed, 3);
  t.deepEqual(await forms(), now);
  t.truthy((await tenant.call('GET', `/templates/${template}`)).body.archived_at);
  t.is((await apply()).closed, 0);
});
