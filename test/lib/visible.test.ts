import test from 'ava';
import { purposes } from '#api/routes/purposes.ts';
import { wordings } from '#api/routes/wordings.ts';
import { newCampaign } from '#domain/campaigns/contract.ts';
import { optInRequest, optOutRequest } from '#domain/consent/contract.ts';
import { importedConsent } from '#domain/consent/record/imported-consent.contract.ts';
import { newSegment } from '#domain/contacts/conditions/contract.ts';
import { newContact, tag } from '#domain/contacts/contract.ts';
import { newForm } from '#domain/forms/contract.ts';
import { createApiKeyInput, organizationPatch, signUpInput } from '#domain/identity/contract.ts';
import { senderPatch } from '#domain/senders/contract.ts';
import { newTemplate, templateName, templatePatch } from '#domain/templates/contract.ts';
import { checkTemplate } from '#domain/templates/rules.ts';
import { isVisible, MORE_LINES, visibleName } from '#lib/visible.ts';

const UNSEEN = [
  '\u202e\u200b',
  '\u200b',
  '\u3164',
  '\u2800',
  ' \u00ad ',
  '\u2060\ufeff',
  '\u0000',
  '\u{e0001}',
  '\u{1d159}',
  '\u0301',
  ' \u0301\u20dd',
  '\u0600',
  '\u115f',
  '\ufffc',
  '\u{13441}',
];

test('a name has something that can be seen', (t) => {
  for (const text of UNSEEN) t.false(isVisible(text), JSON.stringify(text));
  for (const text of ['a', '👩‍👩‍👧', 'می‌خواهم', '.', '東京', '\u202eab', 'e\u0301', '👍🏽', '1️⃣', 'หมู่'])
    t.true(isVisible(text), text);
  t.is(visibleName(3).parse(' ab '), 'ab');
});

/** The error of this field, whatever is wrong with the others. */
const said = (
  schema:
    | {
        safeParse: (value: unknown) => {
          error?: { issues: { path: PropertyKey[]; message: string }[] } | undefined;
        };
      }
    | undefined,
  value: Record<string, unknown>,
  path: string,
): string[] =>
  schema
    ?.safeParse(value)
    .error?.issues.filter((issue) => issue.path.join('.') === path)
    .map((issue) => issue.message) ?? [];

const PLACES = [
  [newCampaign, 'name'],
  [newSegment, 'name'],
  [newContact, 'name'],
  [newForm, 'name'],
  [createApiKeyInput, 'name'],
  [organizationPatch, 'name'],
  [signUpInput, 'name'],
  [signUpInput, 'organization_name'],
  [senderPatch, 'name'],
] as const;

const LINES = [
  'a\nb',
  'a\r\nb',
  'a\tb',
  'a\u0000b',
  'a\u0007b',
  'a\u0085b',
  'a\u2028b',
  'a\u2029b',
];

test('each name that becomes part of texts and headers is one line', (t) => {
  for (const text of LINES) {
    const about = JSON.stringify(text);
    for (const [schema, field] of PLACES) t.deepEqual(said(schema, { [field]: text }, field), [MORE_LINES], `${field} ${about}`); // prettier-ignore
    const translated = { translations: { de: { name: text } } };
    for (const operation of [purposes.create, purposes.update]) {
      t.deepEqual(said(operation.body, { name: text }, 'name'), [MORE_LINES], about);
      t.deepEqual(said(operation.body, translated, 'translations.de.name'), [MORE_LINES], about);
    }
    t.deepEqual(said(newForm, { logo_text: text }, 'logo_text'), [MORE_LINES], about);
    t.deepEqual(said(newForm, { texts: { en: { title: text } } }, 'texts.en.title'), [MORE_LINES]);
    t.false(templateName.safeParse(text).success, about);
    t.false(tag.safeParse(text).success, about);
  }
  t.is(organizationPatch.parse({ postal_address: 'Street 1\nPlace' }).postal_address, 'Street 1, Place'); // prettier-ignore
  t.not(said(organizationPatch, { postal_address: 'Street\u0007 1' }, 'postal_address').length, 0);
  t.deepEqual(said(newForm, { texts: { en: { intro: 'a\nb' } } }, 'texts.en.intro'), []);
});

test('so has each name that comes in', (t) => {
  for (const text of UNSEEN) {
    for (const [schema, field] of PLACES) {
      t.not(said(schema, { [field]: text }, field).length, 0, `${field} ${JSON.stringify(text)}`);
    }
    t.false(templateName.safeParse(text).success);
    t.false(tag.safeParse(text).success);
  }
});

test('so has each text that counts as proof or is sent', (t) => {
  const wording = { channel: 'sms', purpose: 'p' };
  for (const text of UNSEEN) {
    const name = JSON.stringify(text);
    for (const schema of [optInRequest, optOutRequest, importedConsent])
      t.not(said(schema, { ...wording, wording: text }, 'wording').length, 0, name);
    t.not(
      said(optInRequest, { purposes: [{ purpose: 'p', wording: text }] }, 'purposes.0.wording')
        .length,
      0,
      name,
    );
    for (const field of ['subject', 'body']) {
      t.not(said(newTemplate, { [field]: text }, field).length, 0, `${field} ${name}`);
      t.not(said(templatePatch, { [field]: text }, field).length, 0, `${field} ${name}`);
      const texts = { de: { body: 'a', [field]: text } };
      t.not(said(newTemplate, { texts }, `texts.de.${field}`).length, 0, `${field} ${name}`);
    }
    t.not(said(newForm, { texts: { en: { intro: text } } }, 'texts.en.intro').length, 0, name);
    t.not(said(purposes.create.body, { description: text }, 'description').length, 0, name);
    for (const kind of ['consent', 'notice'])
      t.not(said(wordings.publish.body, { kind, text }, 'text').length, 0, name);
    const mail = { channel: 'email', category: 'transactional', subject: 'a' } as const;
    for (const body of [`<p>${text}</p>`, `<!-- a --><div>&#8203;${text}</div>`])
      t.deepEqual(
        checkTemplate({ ...mail, body }).map(({ path }) => path),
        ['body'],
        name,
      );
  }
  t.deepEqual(
    checkTemplate({ channel: 'email', category: 'transactional', subject: 'a', body: '<img src="https://a.example/b.png">' }),
    [],
  ); // prettier-ignore
});
