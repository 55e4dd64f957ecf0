import test from 'ava';
import { newCampaign } from '#domain/campaigns/contract.ts';
import { newSegment } from '#domain/contacts/conditions/contract.ts';
import { newContact } from '#domain/contacts/contract.ts';
import { newForm } from '#domain/forms/contract.ts';
import { createApiKeyInput, organizationPatch, signUpInput } from '#domain/identity/contract.ts';
import { senderPatch } from '#domain/senders/contract.ts';
import { templateName } from '#domain/templates/contract.ts';
import { isVisible, visibleName } from '#lib/visible.ts';

const UNSEEN = [
  '\u202e\u200b',
  '\u200b',
  '\u3164',
  '\u2800',
  ' \u00ad ',
  '\u2060\ufeff',
  '\u0000',
  '\u{e0001}',
];

test('a name has something that can be seen', (t) => {
  for (const text of UNSEEN) t.false(isVisible(text), JSON.stringify(text));
  for (const text of ['a', '👩‍👩‍👧', 'می‌خواهم', '.', '東京', '\u202eab'])
    t.true(isVisible(text), text);
  t.is(visibleName(3).parse(' ab '), 'ab');
});

/** Whatever else is wrong with the rest: what is said of this field. */
const said = (
  schema: {
    safeParse: (value: unknown) => {
      error?: { issues: { path: PropertyKey[]; message: string }[] } | undefined;
    };
  },
  value: Record<string, unknown>,
  path: string,
): string[] =>
  schema
    .safeParse(value)
    .error?.issues.filter((issue) => issue.path.join('.') === path)
    .map((issue) => issue.message) ?? [];

test('so has each name that comes in', (t) => {
  const places = [
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
  for (const text of UNSEEN) {
    for (const [schema, field] of places) {
      t.not(said(schema, { [field]: text }, field).length, 0, `${field} ${JSON.stringify(text)}`);
    }
    t.false(templateName.safeParse(text).success);
  }
});
