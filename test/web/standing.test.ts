import test from 'ava';
import { systemContext } from '#domain/context.ts';
import type { Processes } from '#domain/processes.ts';
import { tenantId } from '#lib/ids.ts';
import { sendTo } from '../_support/messages.ts';
import { noProcesses } from '../_support/services.ts';
import { faultsOf, webTest } from '../_support/web.ts';

test('a page says where its process stands; lists lead to the workflows behind them', async (t) => {
  // No worker answers: the ledger says it.
  const processes: Processes = {
    ...noProcesses,
    describe: async (workflow_id) => ({
      workflow_id,
      status: 'running',
      started_at: '2026-11-30T00:00:00.000Z',
      closed_at: null,
    }),
  };
  const web = await webTest(t, { processes });
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
