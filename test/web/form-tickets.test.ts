import test from 'ava';
import { standingClock } from '../_support/clock.ts';
import { grantConsent } from '../_support/consent.ts';
import { hiddenOf, solved, visitor, type Fields } from '../_support/visitor.ts';
import { eventsForm, MAIL } from '../_support/events-form.ts';

test('a ticket works once, for its own form, not at once without work, and cannot be made easier', async (t) => {
  const { clock, pass } = standingClock();
  const web = await visitor(t, { clock });
  await eventsForm(web);
  const hidden = hiddenOf((await web.get(`${web.base}/events?channel=email`)).text);
  const fields = { ...hidden, address: 'amina@example.com', purposes: ['events'] };
  const refused = async (more: object, path = `${web.base}/events`) => {
    const answer = await web.post(path, { ...fields, ...more });
    t.is(answer.status, 422);
    t.regex(answer.text, /open too long or was already sent/);
  };
  const easier = JSON.parse(Buffer.from(hidden['ticket'] ?? '', 'base64').toString());
  easier.parameters.keyPrefix = '0';
  await refused({ altcha: await solved(Buffer.from(JSON.stringify(easier)).toString('base64')) });
  const wrong = { challenge: JSON.parse(Buffer.from(hidden['ticket'] ?? '', 'base64').toString()), solution: { counter: 1, derivedKey: '00' } }; // prettier-ignore
  await refused({ altcha: Buffer.from(JSON.stringify(wrong)).toString('base64') });
  await refused({ altcha: 'nonsense' });
  const other = hiddenOf((await web.get(`${web.base}/opt-in?channel=email`)).text)['ticket'] ?? '';
  await refused({ altcha: await solved(other) });

  const altcha = await solved(hidden['ticket'] ?? '');
  t.is((await web.post(`${web.base}/events`, { ...fields, altcha })).status, 303);
  await refused({ altcha });
  pass(3_000);
  await refused({});
});

test('a ticket without work is taken after two seconds, and for an hour', async (t) => {
  const { clock, pass } = standingClock();
  const web = await visitor(t, { clock });
  await eventsForm(web, { proof_of_work: false });
  const submit = async (wait: number): Promise<number> => {
    const hidden = hiddenOf((await web.get(`${web.base}/events?channel=email`)).text);
    pass(wait);
    const fields = { ...hidden, address: 'amina@example.com', purposes: ['events'] };
    return (await web.post(`${web.base}/events`, fields)).status;
  };
  t.is(await submit(1_900), 422);
  t.is(await submit(2_000), 303);
  t.is(await submit(3_590_000), 303);
  t.is(await submit(3_601_000), 422);
});

test('who is too quick is told to wait a moment, and a page shown again counts from when it was first shown', async (t) => {
  const { clock, pass } = standingClock();
  const web = await visitor(t, { clock });
  await eventsForm(web, { languages: ['en', 'ar'] });
  const send = (text: string, more: Fields) =>
    web.post(`${web.base}/events?channel=email&lang=${hiddenOf(text)['language'] ?? ''}`, {
      ...hiddenOf(text),
      purposes: ['events'],
      ...more,
    });
  for (const [language, words] of [['en', /Wait a moment and send it again/], ['ar', /انتظر لحظة/]] as const) {
    const page = await web.get(`${web.base}/events?channel=email&lang=${language}`);
    const address = `${language}@example.com`;
    const first = await send(page.text, { address: 'nothing' });
    t.is(first.status, 422);
    const quick = await send(first.text, { address });
    t.is(quick.status, 422);
    t.regex(quick.text, words);
    t.notRegex(quick.text, /open too long|مفتوحة طويلًا/);
    pass(2_000);
    t.is((await send(quick.text, { address })).status, 303, language);
    // It was taken: a page that says so has a new one.
    const again = await send(quick.text, { address });
    t.is(again.status, 422);
    t.not(hiddenOf(again.text)['ticket'], hiddenOf(quick.text)['ticket']);
  } // prettier-ignore
});

test('an address of a letter or two is none, not missing', async (t) => {
  const web = await visitor(t);
  await eventsForm(web, { channels: ['sms', 'email'] });
  for (const path of ['events', 'opt-out', 'preferences']) {
    for (const [channel, address, words] of [
      ['sms', '12', /not a phone number/],
      ['email', 'ab', /not an e-mail address/],
      ['sms', ' ', /This is missing/],
    ] as const) {
      const at = `${web.base}/${path}?channel=${channel}`;
      const hidden = hiddenOf((await web.get(at)).text);
      const answer = await web.post(at, { ...hidden, channel, address, purposes: ['events'] }); // prettier-ignore
      t.is(answer.status, 422, `${path} ${address}`);
      t.regex(answer.text, words, `${path} ${address}`);
    }
  }
});

test('who fills in the trap, or is blocked, is answered as everybody and gets nothing', async (t) => {
  const web = await visitor(t);
  await eventsForm(web);
  const { services, context } = web;
  await grantConsent(services, context, { channel: MAIL, address: 'bounced@example.com', purpose: 'marketing' }); // prettier-ignore
  await services.db.withTenant(context, (trx) =>
    trx.raw(
      `insert into suppressions (tenant_id, channel, address_bidx, reason)
       select tenant_id, channel, address_bidx, 'hard_bounce' from consents limit 1`,
    ),
  );
  for (const more of [
    { address: 'amina@example.com', website: 'https://spam.example' },
    { address: 'bounced@example.com', website: '' },
  ]) {
    const hidden = hiddenOf((await web.get(`${web.base}/events?channel=email`)).text);
    const altcha = await solved(hidden['ticket'] ?? '');
    const answer = await web.post(`${web.base}/events`, { ...hidden, altcha, purposes: ['events'], ...more }); // prettier-ignore
    t.is(answer.status, 303);
    t.regex(answer.location, /step=code/);
  }
  const { rows } = await services.db.withTenant(context, (trx) =>
    trx.raw('select count(*) as n from verifications'),
  );
  t.is(rows[0].n, 0);
});
