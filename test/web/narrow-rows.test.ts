import test from 'ava';
import { recordAudit } from '#domain/audit/record.ts';
import { contextOf, webTest } from '../_support/web.ts';

test('on a phone a cell with text and times is one piece, and nothing of a row is cut off', async (t) => {
  const web = await webTest(t);
  const page = await web.signedIn({ viewport: { width: 390, height: 844 } });
  const ctx = await contextOf(page);
  const detail = { since: '2026-11-29T10:00:00Z', until: '2026-11-30T12:30:00Z' };
  await web.services.db.withTenant(ctx, (trx) =>
    recordAudit(trx, ctx, {
      action: 'campaign.updated',
      entityType: 'test',
      entityId: '1',
      detail,
    }),
  );
  await page.goto('/audit');
  const cell = page.getByRole('cell').filter({ hasText: 'Until' });
  await cell.waitFor();
  const { inside, width, height } = await cell.evaluate((td) => ({
    inside: td.scrollWidth <= td.clientWidth,
    width: td.lastElementChild?.getBoundingClientRect().width ?? 0,
    height: td.getBoundingClientRect().height,
  }));
  t.true(inside, 'not cut off');
  t.true(width > 100, `${width} wide`);
  t.true(height < 120, `${height} high`);
});

test('on a laptop no table is cut off, and no short word of a table is broken', async (t) => {
  const web = await webTest(t);
  const page = await web.signedIn({ viewport: { width: 1024, height: 768 } });
  for (const path of ['/settings/keys', '/forms', '/audit', '/settings/members', '/purposes']) {
    await page.goto(path);
    const beyond = await page
      .locator('table')
      .evaluateAll(
        (tables) =>
          tables.filter(
            (table) =>
              table.getBoundingClientRect().width > (table.parentElement?.clientWidth ?? 0) + 1,
          ).length,
      );
    t.is(beyond, 0, path);
  }
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.goto('/settings/members');
  const role = page.getByRole('cell', { name: 'Owner', exact: true }).locator('div');
  t.true((await role.evaluate((cell) => cell.getBoundingClientRect().height)) < 30);
});
