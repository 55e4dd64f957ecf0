import test from 'ava';
import { stopMessages } from '#domain/consent/withdraw/stop-messages.ts';
import { testApi } from '../../_support/api.ts';

test('a withdrawal cancels what waits for that address, and the message says so', async (t) => {
  const api = await testApi(t);
  const tenant = await api.tenant();
  const person = { email: 'waiting@example.com', channel: 'email' };
  const waiting = await tenant.call('POST', '/messages/send_with_consent', {
    ...person,
    purpose: 'marketing',
    template: { subject: 'Hi', body: '<p>Hi <a href="{{ unsubscribe_url }}">stop</a></p>' },
    if_no_consent: 'request',
  });
  t.is(waiting.body.status, 'awaiting_consent');
  const out = await tenant.call('POST', '/consents/opt-out', { ...person, purpose: 'marketing' });
  const eventId = out.body.workflow_id.split(':').at(-1);
  t.is(await stopMessages(api.services, tenant.context, eventId), 1);
  t.is(await stopMessages(api.services, tenant.context, eventId), 0);
  const { body } = await tenant.call('GET', `/messages/${waiting.body.id}`);
  t.is(body.status, 'canceled');
  t.is(body.events.at(-1).type, 'canceled');
});

test('a template of one message that is not sound is named where it is', async (t) => {
  const tenant = await (await testApi(t)).tenant();
  const answer = await tenant.call('POST', '/messages/send_with_consent', {
    email: 'a@example.com',
    channel: 'email',
    purpose: 'marketing',
    template: { subject: 'Hi', body: 'Hello {{ contact.name' },
  });
  t.is(answer.status, 422);
  t.is(answer.body.errors[0].path, 'template.body');
});
