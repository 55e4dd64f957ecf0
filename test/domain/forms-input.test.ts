import test from 'ava';
import { wrongOrigin, checkSettings } from '#domain/forms/check-settings.ts';
import { rotationRequest } from '#domain/keys/contract.ts';
import { withPeriod } from '#domain/period.contract.ts';

test('an origin for frames is a site of one owner, with a port that exists', (t) => {
  for (const origin of ['https://shop.example', 'https://*.shop.example', 'http://localhost:3000', 'https://127.0.0.1', 'https://*.shop.co.uk', 'https://a.b.shop.example:8443'])
    t.is(wrongOrigin(origin), null, origin);
  for (const origin of ['https://*.com', 'https://*.co.uk', 'https://*.github.io', 'https://*.localhost', 'https://*.10.0.0.1'])
    t.regex(wrongOrigin(origin) ?? '', /sites of others/, origin);
  for (const origin of ['https://x.example:99999', 'https://x.example:0', 'https://a..b.example', 'https://a-.example', 'https://-a.example', 'https://999.1.1.1'])
    t.regex(wrongOrigin(origin) ?? '', /must be an origin/, origin);
}); // prettier-ignore

test('texts are for languages of the form; what is stored already stays', (t) => {
  const texts = { ar: { title: 'x', intro: '', thanks: '' } };
  t.throws(() => checkSettings({ languages: ['en'], texts }));
  t.notThrows(() => checkSettings({ languages: ['en', 'ar'], texts }));
  t.throws(() => checkSettings({ texts }, { languages: ['en'], texts: {} }));
  t.notThrows(() => checkSettings({ texts }, { languages: ['en'], texts }));
  t.notThrows(() => checkSettings({ embed_origins: ['https://*.com'] }, { languages: ['en'], embed_origins: ['https://*.com'] }));
}); // prettier-ignore

test('a period ends after it begins; days and moments are compared across time zones', (t) => {
  const query = withPeriod({});
  for (const [from, to, good] of [
    ['2026-02-02', '2026-02-01', false],
    ['2026-02-01', '2026-02-01', true],
    ['2026-02-02T00:00:00Z', '2026-02-01T23:59:59Z', false],
    ['2026-02-02T00:00:00+02:00', '2026-02-01T23:00:00Z', true],
    ['2026-02-02', '2026-02-01T20:00:00Z', true],
    ['2026-02-05', '2026-02-01T20:00:00Z', false],
    ['2026-02-05', undefined, true],
  ] as const)
    t.is(query.safeParse({ from, to }).success, good, `${from} ${to}`);
});

test('only a signing key takes the days that its old version is kept', (t) => {
  t.deepEqual(rotationRequest.parse({ kind: 'signing' }), { kind: 'signing', keep_days: 400 });
  t.is(rotationRequest.parse({ kind: 'signing', keep_days: 40 }).keep_days, 40);
  for (const kind of ['data', 'seal']) {
    t.true(rotationRequest.safeParse({ kind }).success);
    t.false(rotationRequest.safeParse({ kind, keep_days: 40 }).success);
  }
});
