import test from 'ava';
import pg from 'pg';
import { publishSeals } from '#domain/recovery/publish-seals.ts';
import { sealAudit } from '#domain/audit/seal-audit.ts';
import { systemContext } from '#domain/context.ts';
import { loadConfig } from '#lib/config.ts';
import { tenantId } from '#lib/ids.ts';
import { grantConsent, stopConsent } from '../_support/consent.ts';
import { faultsOf, webTest } from '../_support/web.ts';

const PHONE = { width: 390, height: 800 };
const DESK = { width: 1440, height: 900 };

test('the audit log is searched, an entry is opened and checked, seals are listed, a change is named', async (t) => {
  const web = await webTest(t);
  const page = await web.signedIn({ viewport: DESK });
  const both = async (name: string): Promise<void> => {
    for (const view of [PHONE, DESK]) {
      await page.setViewportSize(view);
      t.deepEqual(await faultsOf(page), [], name);
      if (process.env['SHOTS']) {
        const path = `${process.env['SHOTS']}/audit-${name}-${view.width}.png`;
        await page.screenshot({ path, fullPage: true });
      }
    }
  };
  const me = await (await page.request.get('/api/v1/organizations/me')).json();
  const ctx = systemContext(tenantId(me.id));
  const person = { channel: 'email' as const, address: 'amina@example.com', purpose: 'marketing' };
  await grantConsent(web.services, ctx, person);
  await stopConsent(web.services, ctx, person);

  await page.goto('/audit');
  await both('list');
  await page.getByLabel('Search').fill('withdrawn');
  await page.getByRole('button', { name: 'Show' }).click();
  await page.waitForURL(/q=withdrawn/);
  const rows = page.getByRole('table', { name: 'Audit log' }).locator('tbody tr');
  await rows.nth(1).waitFor({ state: 'detached' });
  t.is(await rows.count(), 1);
  const file = await page.request.get(
    (await page.getByRole('link', { name: 'Export' }).getAttribute('href')) ?? '',
  );
  t.is((await file.text()).trim().split('\n').length, 2);
  await page.getByLabel('Search').fill('nothing of the kind');
  await page.getByRole('button', { name: 'Show' }).click();
  await page.getByText('Nothing matches these filters').waitFor();

  await page.goto('/audit?q=withdrawn');
  await page.getByRole('link', { name: 'withdrew the consent of a•••@example.com' }).click();
  await page.getByText('This row is sealed within a minute').waitFor();
  await sealAudit(web.services, ctx);
  await publishSeals(web.services, ctx);
  await page.getByRole('link', { name: 'Verify this entry' }).click();
  await page.getByText('This row matches its seal').waitFor();
  await page.getByText('Hashes: leaf, path, root, key').click();
  await both('entry');
  const entry = page.url();

  await page.goto('/audit/seals');
  await page.getByText('Published, identical').waitFor();
  await both('seals');
  await page.goto('/audit');
  await page.getByRole('link', { name: 'Verify now' }).click();
  await page.getByText('Nothing was changed, removed or moved').waitFor();
  await both('verified');

  const owner = new pg.Client(loadConfig().DATABASE_URL);
  await owner.connect();
  await owner.query(`update audit_log set actor_id = 'nobody' where id = $1`, [
    entry.split('/').at(-1),
  ]);
  await owner.end();
  await page.goto(entry);
  await page.getByText('This row does not match its seal').waitFor();
  await both('changed');
  await page.goto('/audit?verify=now');
  await page.getByText('The log does not match its seals').waitFor();
});
