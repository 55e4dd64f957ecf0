import test from 'ava';
import { quotaInput } from '#domain/assistant/contract.ts';
import { reserve } from '#domain/assistant/ledger/reserve.ts';
import { settleCall } from '#domain/assistant/ledger/settle.ts';
import { putQuota } from '#domain/assistant/quota/quota.ts';
import { requestedCall } from '../_support/assistant.ts';
import { contextOf, faultsOf, shoot, webTest } from '../_support/web.ts';

const estimate = { tokens: 1_500, prompt: 500, micros: 30_000, provider: 'openai', model: 'gpt-4.1-mini' } as const; // prettier-ignore
const used = { input: 900, cachedInput: 100, output: 300, micros: 12_000, reported: true };

const none = { tokens: null, cost: null };
const NONE = { soft: none, per_user: none, per_conversation: none, max_answer_tokens: 100 };

test('usage against the limits: by day, member, use and model, and what is reserved now', async (t) => {
  const web = await webTest(t);
  const page = await web.signedIn({ viewport: { width: 1440, height: 900 } });
  await page.goto('/assistant/usage');
  await page.getByText('Nothing was asked in this month').waitFor();
  await page.getByText('$0.00 of $20.00').waitFor();

  const { id: actorId } = await (await page.request.get('/api/v1/users/me')).json();
  const ctx = { ...(await contextOf(page)), actor: { type: 'user', id: String(actorId) } } as const;
  const call = async (feature: 'chat' | 'editor'): Promise<string> => {
    const id = await requestedCall(web.services, ctx, { feature });
    await reserve(web.services, ctx, id, estimate);
    return id;
  };
  for (const feature of ['chat', 'chat', 'editor'] as const) {
    await settleCall(web.services, ctx, await call(feature), { used, failure: null });
  }
  const open = await call('chat');
  await page.reload();

  await page.getByText('$0.036 of $20.00').waitFor();
  await page.getByText('$19.93 left; $0.03 reserved for calls that run now').waitFor();
  const who = page.getByRole('table', { name: 'By member and key' });
  await who.getByRole('row', { name: /Ada.*\$0\.036.*3,600.*4/ }).waitFor();
  const use = page.getByRole('table', { name: 'By use' });
  await use.getByRole('row', { name: /Texts in editors.*\$0\.012.*1,200.*1/ }).waitFor();
  await page.getByRole('table', { name: 'By model' }).getByText('gpt-4.1-mini').waitFor();
  const now = page.getByRole('table', { name: 'Open reservations' });
  await now.getByText('1,500 tokens').waitFor();
  await page.getByText('As a table').click();
  const days = page.getByRole('table', { name: 'Cost by day, in US dollars' });
  t.is(await days.getByRole('row', { name: /\$0\.036.*3,600.*4/ }).count(), 1);
  t.deepEqual(await faultsOf(page), []);
  await shoot(page, 'assistant-usage');

  // The page follows by itself.
  await settleCall(web.services, ctx, open, { used: null, failure: 'unavailable' });
  await page.getByText('No call runs now.').waitFor();

  // A month without use, by an address.
  await page.goto('/assistant/usage?month=2020-01');
  await page.getByText('$0.036 of $20.00').waitFor();
  await page.getByLabel('Month').selectOption({ index: 1 });
  await page.getByText('Nothing was asked in this month').waitFor();
  t.is(await page.getByText('This month against the limits').count(), 0);
});

test('behind each row of the usage are its calls, with what they used, and why one has no answer', async (t) => {
  const web = await webTest(t);
  const page = await web.signedIn({ viewport: { width: 1440, height: 900 } });
  await page.goto('/assistant/usage/calls');
  await page.getByText('Nothing was asked in this month').waitFor();

  const { id: actorId } = await (await page.request.get('/api/v1/users/me')).json();
  const ctx = { ...(await contextOf(page)), actor: { type: 'user', id: String(actorId) } } as const;
  const call = async (feature: 'chat' | 'editor', of: typeof estimate = estimate) => {
    const id = await requestedCall(web.services, ctx, { feature });
    await reserve(web.services, ctx, id, of);
    return id;
  };
  await settleCall(web.services, ctx, await call('chat'), { used, failure: null });
  const cut = { ...used, micros: 0, reported: false };
  await settleCall(web.services, ctx, await call('editor'), { used: cut, failure: 'cut' });
  await settleCall(web.services, ctx, await call('chat'), { used: null, failure: 'rate_limited' });
  await call('chat');
  await putQuota(web.services, ctx, quotaInput.parse({ ...NONE, hard: { tokens: 1_600, cost: null } })); // prettier-ignore
  await call('editor');

  await page.goto('/assistant/usage');
  await page.getByRole('link', { name: 'All calls' }).click();
  const calls = page.getByRole('table', { name: 'Calls' });
  const row = (name: RegExp) => calls.getByRole('row', { name });
  await row(/Ada.*Chat.*gpt-4\.1-mini.*1,200.*900 read \(100 cached\), 300 written.*\$0\.012.*Settled/).waitFor(); // prettier-ignore
  await row(/Texts in editors.*about 1,200.*Not known.*The connection to the model broke off/).waitFor(); // prettier-ignore
  await row(/Released.*The model is busy/).waitFor();
  await row(/up to 1,500.*Running/).waitFor();
  await row(/Refused.*The organization’s limit/).waitFor();
  t.deepEqual(await faultsOf(page), []);
  await shoot(page, 'assistant-calls');

  await page.goto('/assistant/usage');
  await page.getByRole('table', { name: 'By use' }).getByRole('link', { name: 'Texts in editors' }).click(); // prettier-ignore
  await row(/The organization’s limit/).waitFor();
  t.is(await calls.getByRole('row').count(), 3);
  await page.getByLabel('Status').selectOption({ label: 'Settled' });
  await row(/The organization’s limit/).waitFor({ state: 'detached' });
  t.is(await calls.getByRole('row').count(), 2);
  // What somebody typed into the address breaks nothing.
  await page.goto('/assistant/usage/calls?month=x&who=x&feature=x&model=x&status=x&cursor=');
  await row(/Running/).waitFor();
});
