import test from 'ava';
import { faultsOf, webTest } from '../_support/web.ts';

/** One line for each group of the navigation. */
const PAGES = [
  '/', '/contacts', '/contacts/new', '/contacts/imports', '/contacts/imports/new', '/segments', '/segments/new',
  '/consents', '/consents/events', '/reviews', '/reviews?status=withdrawn', '/verifications', '/suppressions', '/suppressions/imports', '/audit', '/receipts', '/receipts?state=made', '/receipts/check', '/audit?verify=now', '/audit/seals',
  '/holds', '/holds/new', '/holds/new?scope=campaign', '/privacy', '/privacy?status=open&kind=erasure', '/privacy/exports', '/privacy/erasures', '/retention', '/retention/messages', '/retention/what-we-store', '/purposes', '/purposes/new', '/notices', '/forms', '/forms/new',
  '/campaigns', '/campaigns/new', '/templates', '/templates/selection', '/messages', '/messages/find',
  '/templates/new?channel=sms', '/templates/new?channel=email',
  '/settings', '/settings/mail', '/settings/account', '/settings/account/two-step', '/organizations', '/settings/members', '/settings/members/roles', '/settings/invitations', '/settings/api-keys', '/settings/keys', '/settings/withdrawals', '/settings/quiet-hours', '/settings/assistant', '/assistant', '/assistant/usage', '/assistant/usage/calls',
  '/settings/verification', '/settings/prices', '/verifications/insights',
  '/nowhere',
]; // prettier-ignore

// Contrast depends on the scheme, fitting on the width: two of the four show both.
for (const [scheme, width] of [
  ['light', 1440],
  ['dark', 390],
] as const) {
  test(`every page is accessible and fits: ${scheme}, ${width} wide`, async (t) => {
    const web = await webTest(t);
    const view = { colorScheme: scheme, viewport: { width, height: 900 } };
    const page = await web.signedIn(view);
    const faults: Record<string, string[]> = {};
    for (const path of PAGES) {
      await page.goto(path);
      const found = await faultsOf(page);
      if (found.length) faults[path] = found;
    }
    const stranger = await web.open(view);
    for (const path of [
      '/sign-in',
      '/sign-up',
      '/invitations/accept/not-a-link',
      '/u/not-a-link',
      '/c/not-a-link',
    ]) {
      await stranger.goto(path);
      const found = await faultsOf(stranger);
      if (found.length) faults[path] = found;
    }
    t.deepEqual(faults, {});
  });
}

test('a page that is not there says so, with its status', async (t) => {
  const web = await webTest(t);
  const page = await web.signedIn();
  const answer = await page.goto('/contacts/01a1fcef-e16e-724a-9cf0-000000000000');
  t.is(answer?.status(), 404);
  await page.getByRole('heading', { name: 'Page not found' }).waitFor();
  t.pass();
  await page.getByRole('link', { name: 'Contacts' }).waitFor();
  t.pass();
});
