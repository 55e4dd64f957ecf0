import test from 'ava';
import { sealAudit } from '#domain/audit/seal-audit.ts';
import { systemContext } from '#domain/context.ts';
import { createContact } from '#domain/contacts/create.ts';
import { updateContact } from '#domain/contacts/update.ts';
import { advanceReplay } from '#domain/replays/advance.ts';
import { tenantId } from '#lib/ids.ts';
import { approvedCampaign } from '../_support/campaigns.ts';
import { grantConsent } from '../_support/consent.ts';
import { sendTo } from '../_support/messages.ts';
import { faultsOf, webTest } from '../_support/web.ts';

test('a compliance officer reads why a message went out, and who did not get a campaign', async (t) => {
  const web = await webTest(t);
  const page = await web.signedIn();
  const me = await (await page.request.get('/api/v1/organizations/me')).json();
  const ctx = systemContext(tenantId(me.id));
  const person = { channel: 'email' as const, address: 'amina@example.com', purpose: 'marketing' };
  await grantConsent(web.services, ctx, person);
  const { id } = await sendTo(web.services, ctx, person);
  await sealAudit(web.services, ctx);

  await page.goto(`/messages/${id}`);
  await page.getByRole('link', { name: 'Why, and prove it' }).click();
  await page.getByRole('heading', { name: 'Why this message' }).waitFor();
  await page.getByText('Agreed', { exact: true }).waitFor();
  // All times of the page are written in one way, those in the sentences of the API too.
  t.is(await page.getByText(/\d UTC/).count(), 0);
  t.is(await page.getByText('Verified', { exact: true }).count(), 4);
  t.deepEqual(await faultsOf(page), []);
  await page.setViewportSize({ width: 390, height: 800 });
  t.deepEqual(await faultsOf(page), []);
  if (process.env['SHOTS']) {
    await page.screenshot({ path: `${process.env['SHOTS']}/why-390.png`, fullPage: true });
    await page.setViewportSize({ width: 1440, height: 900 });
    await page.screenshot({ path: `${process.env['SHOTS']}/why-1440.png`, fullPage: true });
  }

  await createContact(web.services, ctx, {
    email: 'karim@example.com',
    tags: ['other'],
    fields: {},
  });
  await createContact(web.services, ctx, { email: 'sara@example.com', tags: ['vip'], fields: {} });
  await grantConsent(web.services, ctx, { ...person, address: 'sara@example.com' });
  const campaign = await approvedCampaign(web.services, ctx, { tag: 'vip' });
  await page.goto(`/campaigns/${campaign.id}/why`);
  t.deepEqual(await faultsOf(page), []);
  await page.getByLabel('E-mail address or phone number').fill('karim@example.com');
  await page.getByRole('button', { name: 'Find out why' }).click();
  await page.getByText('the person was not in the audience').waitFor();
  t.regex(page.url(), /contact_id=/);
  t.notRegex(page.url(), /karim/);
  await page.getByLabel('E-mail address or phone number').fill('nobody@example.com');
  await page.getByRole('button', { name: 'Find out why' }).click();
  await page.getByText('Nobody we know').waitFor();
  t.deepEqual(await faultsOf(page), []);

  await page.goto(`/campaigns/${campaign.id}/replay`);
  await page.getByText('Not replayed yet').waitFor();
  t.deepEqual(await faultsOf(page), []);
  await page.getByRole('button', { name: 'Replay now' }).click();
  await page.getByText('None so far').waitFor();
  const list = await (await page.request.get(`/api/v1/campaigns/${campaign.id}/replays`)).json();
  await page.getByText('Replaying').waitFor();
  await page.getByRole('button', { name: 'Stop' }).click();
  await page.getByText('What it found before it was stopped').waitFor();
  await page.getByRole('button', { name: 'Replay again' }).click();
  await page.getByText('Replaying').waitFor();
  const again = await (await page.request.get(`/api/v1/campaigns/${campaign.id}/replays`)).json();
  t.is(again.data[1].id, list.data[0].id);
  await advanceReplay(web.services, ctx, again.data[0].id);
  await page.reload();
  await page.getByText('No differences').waitFor();
  t.deepEqual(await faultsOf(page), []);
});

test('messages to an address somebody had before are found by it, from every door', async (t) => {
  const web = await webTest(t);
  const page = await web.signedIn();
  const me = await (await page.request.get('/api/v1/organizations/me')).json();
  const ctx = systemContext(tenantId(me.id));
  const person = { channel: 'email' as const, address: 'before@example.com', purpose: 'marketing' };
  const { contactId } = await grantConsent(web.services, ctx, person);
  const { id } = await sendTo(web.services, ctx, person);
  await updateContact(web.services, ctx, contactId, { email: 'now@example.com' });

  await page.goto('/messages');
  await page.getByRole('link', { name: 'Find by address' }).click();
  await page.getByRole('heading', { name: 'Messages to an address' }).waitFor();
  await page.getByLabel('Address to look for').fill('nonsense');
  await page.getByRole('button', { name: 'Find messages' }).click();
  await page.getByText('is neither an e-mail address nor a phone number').waitFor();
  t.deepEqual(await faultsOf(page), []);
  await page.getByLabel('Address to look for').fill('nobody@example.com');
  await page.getByRole('button', { name: 'Find messages' }).click();
  await page.getByText('Nothing was sent to this address').waitFor();
  await page.getByLabel('Address to look for').fill('before@example.com');
  await page.getByRole('button', { name: 'Find messages' }).click();
  await page.getByRole('table', { name: 'What was found' }).waitFor();
  t.deepEqual(await faultsOf(page), []);
  t.notRegex(page.url(), /before/);
  await page.getByRole('link', { name: 'b•••@example.com' }).click();
  await page.getByRole('link', { name: 'Why, and prove it' }).click();
  await page.getByText('an address they had before').waitFor();
  t.true(page.url().includes(id));
  t.deepEqual(await faultsOf(page), []);

  await page.goto('/contacts?q=before@example.com');
  await page.getByRole('heading', { name: 'Had this address before' }).waitFor();
  t.deepEqual(await faultsOf(page), []);
  await page.goto(`/messages?contact_id=${contactId}`);
  await page.getByRole('link', { name: 'b•••@example.com' }).waitFor();
  t.deepEqual(await faultsOf(page), []);
});
