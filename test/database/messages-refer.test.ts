import test from 'ava';
import { newId } from '#lib/ids.ts';
import { testContext, testServices } from '../_support/services.ts';

/* messages has no key row by row for what the rows of a campaign share; a trigger asks once for each statement. */

test('a message cannot name a campaign, purpose or text of nobody or of another organization', async (t) => {
  const services = await testServices(t);
  const [ctx, other] = [await testContext(services), await testContext(services)];
  const mine = await idsOf(ctx.tenantId);
  const theirs = await idsOf(other.tenantId);
  const insert = (refs: Record<string, string>) =>
    services.db.withTenant(ctx, (trx) =>
      trx('messages').insert({
        tenant_id: ctx.tenantId,
        id: newId(),
        channel: 'email',
        status: 'excluded',
        ...refs,
      }),
    );
  await t.notThrowsAsync(insert(mine));
  for (const column of Object.keys(mine)) {
    for (const foreign of [theirs[column] ?? '', newId()]) {
      await t.throwsAsync(insert({ ...mine, [column]: foreign }), { code: '23503' }, column);
    }
  }

  async function idsOf(tenantId: typeof ctx.tenantId): Promise<Record<string, string>> {
    return services.db.withTenant({ tenantId }, async (trx) => {
      const [purpose] = await trx('purposes').limit(1).select('id');
      const [version] = await trx('template_versions').limit(1).select('id');
      const campaign_id = newId();
      await trx('campaigns').insert({
        tenant_id: tenantId,
        id: campaign_id,
        name: 'Some',
        channel: 'email',
        purpose_id: purpose.id,
      });
      return { campaign_id, purpose_id: purpose.id, template_version_id: version.id };
    });
  }
});
