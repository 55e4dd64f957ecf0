import test, { type ExecutionContext } from 'ava';
import { createForm } from '#domain/forms/create.ts';
import { newForm } from '#domain/forms/contract.ts';
import { embedCode } from '#domain/forms/embed.ts';
import { readConsent } from '../_support/read-consent.ts';
import { hiddenOf, visitor, type Visitor } from '../_support/visitor.ts';
import { servePages } from '../_support/web.ts';

/** What a form in plain HTML on the organisation's own site posts: no ticket, so the fewest are taken. */
async function bareForm(web: Visitor): Promise<(from: string, at?: string) => Promise<number>> {
  const { services, context } = web;
  const form = await createForm(services, context, newForm.parse({ name: 'Bare', slug: 'bare' }));
  const { html } = await embedCode(services, context, form.id, { channel: 'email' });
  const hidden = hiddenOf(html);
  let n = 0;
  return async (from, at = web.url) => {
    const body = new URLSearchParams({
      ...hidden,
      address: `person-${++n}@example.com`,
      purposes: 'marketing',
    });
    const answer = await fetch(`${at}${web.base}/bare`, {
      method: 'POST',
      body,
      redirect: 'manual',
      headers: { 'x-forwarded-for': from },
    });
    await answer.body?.cancel();
    return answer.status;
  };
}

const times = async (n: number, post: () => Promise<number>): Promise<number[]> => {
  const statuses = [];
  for (let i = 0; i < n; i++) statuses.push(await post());
  return statuses;
};
const FULL = [303, 303, 303, 429, 429];
const octet = () => Math.floor(Math.random() * 256);
const group = () => Math.floor(Math.random() * 65_536).toString(16);

const setUp = async (t: ExecutionContext) => {
  const web = await visitor(t);
  return { web, post: await bareForm(web) };
};

test('what one network may send holds over all API processes together', async (t) => {
  const { web, post } = await setUp(t);
  const other = await servePages(t, { services: web.services });
  const from = `198.18.${octet()}.${octet()}`;
  const places = [web.url, other.url, web.url, other.url, web.url];
  t.deepEqual(await times(5, () => post(from, places.shift())), FULL);
});

test('an IPv6 network is its /64; another one is another', async (t) => {
  const { post } = await setUp(t);
  const net = `2001:db8:${group()}:${group()}`;
  let n = 0;
  t.deepEqual(await times(5, () => post(`${net}::${(++n).toString(16)}`)), FULL);
  t.is(await post(`2001:db8:${group()}:${group()}::1`), 303);
});

test('a forged X-Forwarded-For does not help: only what the trusted proxy says counts', async (t) => {
  const { post } = await setUp(t);
  const real = `198.18.${octet()}.${octet()}`;
  let n = 0;
  t.deepEqual(await times(5, () => post(`203.0.113.${++n}, 10.0.0.${n}, ${real}`)), FULL);
});

test('leaving by the form works in Arabic, from a frame, for an address nobody knows, and twice', async (t) => {
  const web = await visitor(t);
  const path = `${web.base}/opt-out?channel=email&lang=ar`;
  const page = await web.get(path);
  t.regex(page.text, /<html lang="ar" dir="rtl"/);
  for (let i = 0; i < 2; i++) {
    const left = await web.post(path, { channel: 'email', address: 'who@example.com' }, { origin: 'https://anywhere.example' }); // prettier-ignore
    t.is(left.status, 302);
    t.regex((await web.get(left.location)).text, /لن تصلك هذه الرسائل بعد الآن/);
  }
  const person = { channel: 'email' as const, address: 'who@example.com' };
  for (const purpose of ['marketing', 'service']) {
    t.is(await readConsent(web.services, web.context, { ...person, purpose }), 'withdrawn');
  }
  const wrong = await web.post(path, { channel: 'email', address: 'nothing' });
  t.is(wrong.status, 422);
  t.regex(wrong.text, /ليس عنوان بريد إلكتروني صحيحًا/);
});
