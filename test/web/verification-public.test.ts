import test from 'ava';
import { requestOptIn } from '#domain/opt-in/request-opt-in.ts';
import { hiddenOf, solved, visitor, type Visitor } from '../_support/visitor.ts';

/* Behind one trusted proxy: what it added to X-Forwarded-For is last, the rest is the visitor's invention. */
const forged = (i: number): Record<string, string> => ({
  'x-forwarded-for': `203.0.113.${i}, 198.51.100.77`,
});

/** A code that an API client asked for somebody. */
async function asked(web: Visitor): Promise<string> {
  const optIn = await requestOptIn(web.services, web.context, {
    email: 'amina@example.com',
    channel: 'email',
    purpose: 'marketing',
    source: 'web_form',
    wording: 'Yes, please.',
    language: 'en',
  });
  return optIn.verification_id ?? '';
}

test('thirty tries in five minutes from one connection, whatever it says it is', async (t) => {
  const web = await visitor(t);
  const id = await asked(web);
  const fields = { intent: 'check', id, channel: 'email', language: 'en', code: '00000000' };
  const page = `${web.base}/opt-in`;
  const tries = async (from: (i: number) => Record<string, string>): Promise<number> => {
    const answers = await Promise.all(
      Array.from({ length: 36 }, (_, i) => web.post(page, fields, from(i))),
    );
    return answers.filter(({ status }) => status === 429).length;
  };
  t.is(await tries(forged), 6);
  t.is(await tries((i) => ({ 'x-forwarded-for': `198.18.7.${i}` })), 0, 'other connections may');
});

test('a number where no code may go is a wrong answer in the form, and asks nobody', async (t) => {
  const web = await visitor(t);
  const page = `${web.base}/opt-in?channel=sms`;
  const hidden = hiddenOf((await web.get(page)).text);
  const answer = await web.post(page, {
    ...hidden,
    altcha: await solved(hidden['ticket'] ?? ''),
    address: '+18765551234',
    purposes: ['marketing'],
  });
  t.is(answer.status, 422);
  const found = await web.services.db.withTenant(web.context, async (trx) => ({
    consents: await trx('consents'),
    verifications: await trx('verifications').select('status', 'blocked_reason', 'purpose'),
  }));
  t.deepEqual(found, {
    consents: [],
    verifications: [
      { status: 'blocked', blocked_reason: 'country_not_allowed', purpose: 'opt_in' },
    ],
  });
});
