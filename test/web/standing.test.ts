import test from 'ava';
import { systemContext } from '#domain/context.ts';
import type { Processes } from '#domain/processes.ts';
import { tenantId } from '#lib/ids.ts';
import { startRotation } from '#domain/keys/start-rotation.ts';
import { makeAudience } from '../../bench/audience.ts';
import { approvedCampaign } from '../_support/campaigns.ts';
import { sendTo } from '../_support/messages.ts';
import { noProcesses } from '../_support/services.ts';
import { contextOf, faultsOf, webTest } from '../_support/web.ts';

const running: Processes['describe'] = async (workflow_id) => ({
  workflow_id,
  status: 'running',
  started_at: '2026-11-30T00:00:00.000Z',
  closed_at: null,
});

test('a page says where its process stands; lists lead to the workflows behind them', async (t) => {
  // No worker answers: the ledger says it.
  const web = await webTest(t, { processes: { ...noProcesses, describe: running } });
  const page = await web.signedIn();
  const me = await (await page.request.get('/api/v1/organizations/me')).json();
  const ctx = systemContext(tenantId(me.id));
  const person = { channel: 'email' as const, address: 'amina@example.com', purpose: 'marketing' };
  const { id } = await sendTo(web.services, ctx, person, 'request');

  await page.goto(`/messages/${id}`);
  await page.getByText(/^The person has to say yes to the request for consent, until /).waitFor();
  t.deepEqual(await faultsOf(page), []);
  await page.goto(`/verifications/${id}`);
  await page.getByText(/^Sending code, until /).waitFor();

  await page.goto('/verifications');
  const link = await page.getByRole('link', { name: 'Workflows' }).getAttribute('href');
  const query = new URL(link ?? '').searchParams.get('query') ?? '';
  t.true(query.startsWith(`WorkflowType = 'verifyAddress' AND AssentStep = 'sending_code'`), query);
  t.true(query.endsWith(`AND AssentTenant = '${me.id}'`), query);
  await page.goto('/settings');
  await page.getByRole('link', { name: 'Which campaigns send now?' }).waitFor();
  t.deepEqual(await faultsOf(page), []);
  if (process.env['SHOTS']) {
    for (const [path, name] of [
      [`/messages/${id}`, 'message'],
      ['/settings', 'settings'],
      ['/campaigns', 'campaigns'],
    ] as const) {
      await page.goto(path);
      for (const width of [1440, 390]) {
        await page.setViewportSize({ width, height: 900 });
        await page.screenshot({ path: `${process.env['SHOTS']}/${name}-${width}.png` });
      }
    }
  }
});

test('a campaign and a replacement of a key say what their process says, unless it is still behind', async (t) => {
  const says = { step: '', words: '' };
  const web = await webTest(t, {
    processes: {
      ...noProcesses,
      describe: running,
      standing: async () => ({
        step: says.step,
        since: '2026-11-30T00:00:00.000Z',
        waiting_for: [says.words],
        until: '2099-11-30T00:00:00.000Z',
        steps: [],
      }),
    },
  });
  const page = await web.signedIn();
  const ctx = await contextOf(page);
  const tag = await makeAudience(web.services, ctx, 1);
  const { id } = await approvedCampaign(web.services, ctx, { tag });
  await startRotation(web.services, ctx, { kind: 'data', keep_days: 400 });
  for (const [path, step, behind] of [
    [`/campaigns/${id}`, 'waiting_for_time', 'paused'],
    ['/settings/keys', 'announced', 'keeping_the_old_version'],
  ] as const) {
    Object.assign(says, { step, words: 'So says the process.' });
    await page.goto(path);
    await page.getByText(/So says the process, until .*2099/).waitFor();
    t.deepEqual(await faultsOf(page), [], path);
    Object.assign(says, { step: behind, words: 'Still at what was before.' });
    await page.goto(path);
    await page.getByText('So says the process').waitFor({ state: 'detached' });
    t.is(await page.getByText('Still at what was').count(), 0, path);
  }
  await page.goto(`/campaigns/${id}`);
  await page.getByText('Recording who gets it').waitFor();
});
