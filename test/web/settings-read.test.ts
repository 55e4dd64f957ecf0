import test from 'ava';
import pg from 'pg';
import { loadConfig } from '#lib/config.ts';
import { webTest } from '../_support/web.ts';

test('a member reads the settings: nothing can be typed, nothing saved', async (t) => {
  const web = await webTest(t);
  const page = await web.signedIn();
  const me = await page.request.get(`${web.url}/api/v1/organizations/me`);
  const { id } = await me.json();
  const owner = new pg.Client({ connectionString: loadConfig().DATABASE_URL });
  await owner.connect();
  t.teardown(() => owner.end());
  const changed = await owner.query(
    `update auth."member" set role = 'member' where "organizationId" = $1`,
    [id],
  );
  t.is(changed.rowCount, 1);

  for (const path of ['', '/verification', '/withdrawals', '/quiet-hours']) {
    await page.goto(`/settings${path}`);
    await page.locator('main input[name]:visible').first().waitFor();
    const open = page.locator(
      'main input[name]:visible:not([readonly]):not([disabled]), main textarea:not([readonly])',
    );
    t.is(await open.count(), 0, path);
    t.is(await page.locator('main').getByRole('button', { name: 'Save' }).count(), 0, path);
  }
});
