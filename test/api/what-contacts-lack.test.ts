import test from 'ava';
import { testApi } from '../_support/api.ts';

test('a message that would say "Hi !" is refused with the name of what is missing; with a default it goes', async (t) => {
  const tenant = await (await testApi(t)).tenant();
  const send = (body: string, variables?: object) =>
    tenant.call('POST', '/messages/send_with_consent', {
      email: 'ann@example.com',
      channel: 'email',
      purpose: 'service',
      template: { subject: 'S', body },
      ...(variables ? { variables } : {}),
    });
  await tenant.call('POST', '/contacts', { email: 'ann@example.com' });
  const refused = await send('Hi {{ contact.name }} of {{ contact.phone }}!');
  t.is(refused.status, 422);
  const paths = refused.body.errors.map((one: { path: string }) => one.path);
  t.deepEqual(paths, ['contact.name', 'contact.phone']);
  t.is((await send('Hi {{ v }}!', { v: null })).body.errors[0].path, 'variables.v');
  t.is((await send('Hi {{ contact.name | default: "you" }}!')).status, 202);
});

test('a campaign with a value given as null is not ready; what a contact may lack does not stop it', async (t) => {
  const tenant = await (await testApi(t)).tenant();
  const checks = async (body: string, variables: object) => {
    const template = await tenant.call('POST', '/templates', {
      name: body,
      channel: 'email',
      category: 'promotional',
      subject: 'S',
      body,
    });
    const campaign = await tenant.call('POST', '/campaigns', {
      name: body,
      channel: 'email',
      purpose: 'marketing',
      template_id: template.body.id,
      audience: { everyone: true },
      variables,
    });
    const { errors } = (await tenant.call('GET', `/campaigns/${campaign.body.id}/checks`)).body;
    return errors
      .map((one: { path: string }) => one.path)
      .filter((path: string) => path !== 'audience');
  };
  t.deepEqual(await checks('Hi {{ v }}', { v: null }), ['variables.v']);
  t.deepEqual(await checks('Hi {{ contact.name }} {{ first_name }}', {}), []);
});
