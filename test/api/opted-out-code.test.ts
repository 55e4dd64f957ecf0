import test from 'ava';
import { prepareCode } from '#domain/verification/prepare-code.ts';
import { recordCodeHandOver } from '#domain/verification/record-hand-over.ts';
import { grantConsent } from '../_support/consent.ts';
import { someone, twilioApi } from '../_support/twilio.ts';

for (const how of ['at the hand-over', 'in a report'] as const) {
  test(`21610 for a code ${how} blocks the number and withdraws`, async (t) => {
    const api = await twilioApi(t);
    const tenant = await api.tenant();
    const { services } = api;
    const person = someone();
    await grantConsent(services, tenant.context, person);
    const made = await tenant.call('POST', '/verifications', {
      channel: 'sms',
      to: person.address,
    });
    t.is(made.status, 202);
    const { id } = made.body;
    const code = await prepareCode(services, tenant.context, id);
    if (!code.due) return t.fail('no code was due');
    const refused = how === 'at the hand-over';
    await recordCodeHandOver(services, tenant.context, id, {
      send: code.send,
      segments: code.segments,
      status: refused ? 'rejected' : 'accepted',
      code: refused ? '21610' : null,
      providerMessageId: refused ? null : 'SM1',
      optedOut: refused ? code.message.to : null,
    });
    if (!refused) {
      const report = { MessageSid: 'SM1', MessageStatus: 'failed', ErrorCode: '21610' };
      for (let twice = 0; twice < 2; twice++) {
        await api.post(`/status?t=${tenant.context.tenantId}&k=verification&id=${id}`, report);
      }
    }
    const { blocks, acts, actors } = await services.db.withTenant(tenant.context, async (trx) => ({
      blocks: await trx('suppressions').pluck('reason'),
      acts: await trx('consent_events').orderBy('seq').pluck('action'),
      actors: await trx('consent_events')
        .where({ action: 'withdraw' })
        .distinct()
        .pluck('actor_type'),
    }));
    t.deepEqual(blocks, ['provider_block']);
    // Not our purposes, whoever received it.
    t.deepEqual(actors, ['provider']);
    // Once for each purpose, and not again when it is reported again.
    const purposes = await services.db.withTenant(tenant.context, (trx) =>
      trx('purposes').pluck('id'),
    );
    t.is(acts.filter((action) => action === 'withdraw').length, purposes.length);
  });
}
