import test, { type ExecutionContext } from 'ava';
import { uploadOptions } from '#domain/contact-imports/contract.ts';
import { runImport } from '#domain/contact-imports/run.ts';
import { startImport } from '#domain/contact-imports/start.ts';
import { createImport } from '#domain/contact-imports/upload.ts';
import { keepFile } from '#domain/imports/keep-file.ts';
import { PERMISSIONS, type Permission } from '#domain/permissions.ts';
import { segmentRules } from '#domain/contacts/conditions/contract.ts';
import { newId } from '#lib/ids.ts';
import { testApi, type TestTenant } from '../_support/api.ts';
import { grantConsent } from '../_support/consent.ts';
import { sendTo } from '../_support/messages.ts';

const without = (...taken: Permission[]): Permission[] =>
  PERMISSIONS.filter((one) => !taken.includes(one));

/** Two people with the same masked values but different addresses, names and fields. */
const TWINS = [
  {
    email: 'amina.khalil@example.com',
    phone: '+96550012678',
    name: 'Amina Khalil',
    fields: { city: 'Kuwait', vip: true },
  },
  {
    email: 'ada@example.com',
    phone: '+96599871678',
    name: 'Ada Krumina-Longer-Than-The-Other',
    fields: { city: 'Reykjavík', vip: false },
  },
];

/** Every way in which a text can ask about a value without showing it. */
const QUESTIONS = [
  '{{ contact.phone | slice: 4, 2 }}',
  '{{ contact.phone | size }}{{ contact.name | size }}{{ contact.fields.city | size }}',
  '{% if contact.phone contains "5001" %}yes{% endif %}',
  '{% if contact.email < "am" %}a{% else %}b{% endif %}',
  '{% if contact.name == "Amina Khalil" %}é{% else %}Ж{% endif %}',
  '{% if contact.fields.vip %}{{ variables.nothing }}{% else %}x{% endif %}',
  '{{ contact.name }}{{ contact.name }}{{ contact.name }}{{ contact.name }}{{ contact.name }}',
  '{% assign n = contact.phone | slice: 5, 1 | plus: 0 %}{% for i in (0..n) %}aaaaaaaaaaaaaaaaaaaa{% endfor %}',
];

async function twins(tenant: TestTenant): Promise<string[]> {
  const ids = [];
  for (const person of TWINS) {
    ids.push(String((await tenant.call('POST', '/contacts', person)).body.id));
  }
  return ids;
}

test('a preview computes nothing from what it masks: of two people with one mask it says the same', async (t) => {
  const tenant = await (await testApi(t)).tenant();
  const ids = await twins(tenant);
  // A price of its own for every number that begins like the first one's.
  for (const prefix of [null, '+96550', '+9655001']) {
    const card = { country: 'KW', price: prefix ? '0.09' : '0.01', currency: 'USD', source: 'test', as_of: '2026-11-01' }; // prettier-ignore
    await tenant.call('POST', '/rate-cards', { ...card, ...(prefix ? { prefix } : {}) });
  }
  for (const body of QUESTIONS) {
    const source = { channel: 'sms', category: 'transactional', body };
    const saved = await tenant.call('POST', '/templates', { ...source, name: body.slice(0, 60) });
    for (const path of ['/templates/preview', `/templates/${saved.body.id}/preview`]) {
      const answers = [];
      for (const contact_id of ids) {
        const asked = path === '/templates/preview' ? { ...source, contact_id } : { contact_id };
        const { status, body: said } = await tenant.call('POST', path, asked);
        t.is(status, 200, `${path} ${body}`);
        answers.push(said);
      }
      t.deepEqual(answers[0], answers[1], `${path} ${body}`);
    }
  }
});

test('revealed, a preview has the real values, size and price, and leaves an audit row', async (t) => {
  const tenant = await (await testApi(t)).tenant();
  const [id] = await twins(tenant);
  const asked = { channel: 'sms', category: 'transactional', body: '{{ contact.phone }}' };
  const { body } = await tenant.call('POST', '/templates/preview?reveal=true', {
    ...asked,
    contact_id: id,
  });
  t.like(body, { text: '+96550012678', segments: { chars: 12 }, price: { for: 'contact' } });
  const { body: audit } = await tenant.call('GET', `/audit?entity_id=${id}`);
  t.is(audit.data[0].action, 'contact.revealed');
});

test('a name is searched by three letters or more, an address by all of it', async (t) => {
  const api = await testApi(t);
  const tenant = await api.tenant(without('pii:read'));
  const { body: one } = await tenant.call('POST', '/contacts', {
    email: 'hidden.mailbox@example.com',
    name: 'Amina Noor',
  });
  const { body: other } = await tenant.call('POST', '/contacts', {
    phone: '+12015550123',
    name: '王伟',
  });
  const found = async (q: string) => {
    const { status, body } = await tenant.call('GET', `/contacts?q=${encodeURIComponent(q)}`);
    return status === 200 ? body.data.map(({ id }: { id: string }) => id) : status;
  };
  t.deepEqual(await found('amina'), [one.id]);
  t.deepEqual(await found('AMI'), [one.id]);
  t.deepEqual(await found('ami no'), [one.id], 'a word just begun is left out');
  t.deepEqual(await found('amina xy'), [one.id], 'two letters beside are no question');
  t.deepEqual(await found('王伟'), [other.id]);
  t.deepEqual(await found('hidden.mailbox@example.com'), [one.id]);
  t.deepEqual(await found('hidden mailbox'), []);
  t.deepEqual(await found('hidden.mail'), []);
  t.deepEqual(await found('+1201555'), []);
  for (const q of ['a', 'am', 'a m i', 'am no', '..', '@']) t.is(await found(q), 422, q);
});

/** Each way to search for a person, with an address or letters that nobody has. */
const SEARCHES: readonly [method: string, path: string, body?: object][] = [
  ['GET', '/contacts?q=somebody'],
  ['GET', '/contacts?q=nobody@example.com'],
  ['GET', '/contacts?q=nobody@example.com&earlier_address=true'],
  ['GET', '/suppressions?address=nobody@example.com'],
  ['POST', '/suppressions/search', { address: 'nobody@example.com' }],
  ['POST', '/messages/search', { address: 'nobody@example.com' }],
  ['POST', '/receipts/search', { address: 'nobody@example.com' }],
];

test('how often one caller looks for people is limited, over all searches together', async (t) => {
  const api = await testApi(t);
  const tenant = await api.tenant(without('pii:read'));
  const spend = async (): Promise<number> => {
    for (let n = 1; n < 200; n++) {
      const [method, path, body] = SEARCHES[n % SEARCHES.length]!;
      if ((await tenant.call(method, path, body)).status === 429) return n;
    }
    return Infinity;
  };
  t.true((await spend()) < 60);
  for (const [method, path, body] of SEARCHES) {
    const { status, headers } = await tenant.call(method, path, body);
    t.is(status, 429, path);
    t.true(Number(headers.get('retry-after')) > 0);
  }
  t.is((await tenant.call('GET', '/contacts')).status, 200, 'a list is no search');
  // Trying addresses on one's own contact is a kind of search too.
  const { body: own } = await tenant.call('POST', '/contacts', { email: 'own@example.com' });
  const patch = (body: object) => tenant.call('PATCH', `/contacts/${own.id}`, body);
  t.is((await patch({ phone: '+12015550199' })).status, 429);
  t.is((await patch({ email: 'own@example.com', name: 'Own' })).status, 200);
  const another = await api.tenant(without('pii:read'));
  t.is((await another.call('GET', '/contacts?q=somebody')).status, 200, 'each caller for itself');
});

test('who may see addresses searches as programs do', async (t) => {
  const tenant = await (await testApi(t)).tenant();
  for (let n = 0; n < 70; n++) {
    t.is((await tenant.call('GET', '/contacts?q=nobody@example.com')).status, 200);
  }
});

test('without the right to read contacts no answer names one', async (t) => {
  const api = await testApi(t);
  const tenant = await api.tenant(without('contacts:read'));
  const email = 'known@example.com';
  const { body: contact } = await tenant.call('POST', '/contacts', { email, name: 'Known' });
  const asked = { channel: 'email', purpose: 'marketing' };
  const text = { subject: 'Hello', body: '<p>Hello</p>' };
  const answers = [
    await tenant.call('POST', '/contacts', { email }),
    await tenant.call('POST', '/verifications', { channel: 'email', to: email }),
    await tenant.call('GET', '/verifications'),
    await tenant.call('POST', '/consents/opt-in', { ...asked, email, source: 'api', wording: 'Yes' }), // prettier-ignore
    await tenant.call('GET', '/consents'),
    await tenant.call('POST', '/messages/send_with_consent', { email, channel: 'email', purpose: 'service', template: text, if_no_consent: 'refuse' }), // prettier-ignore
    await tenant.call('GET', '/messages'),
    await tenant.call('POST', '/messages/search', { address: email }),
    await tenant.call('GET', '/receipts'),
    await tenant.call('GET', '/reviews'),
  ];
  for (const { body, status } of answers) {
    t.true(status < 300 || status === 409, String(status));
    t.false(JSON.stringify(body).includes(contact.id), JSON.stringify(body));
  }
});

test('an answer to an opt-in says what stands only to who may read consents', async (t) => {
  const api = await testApi(t);
  const answers = async (tenant: TestTenant) => {
    const asked = { email: 'again@example.com', channel: 'email', purpose: 'service' };
    const first = await tenant.call('POST', '/consents/opt-in', { ...asked, source: 'api', wording: 'Yes' }); // prettier-ignore
    const person = { channel: 'email' as const, address: asked.email, purpose: 'service' };
    await grantConsent(api.services, tenant.context, person);
    const again = await tenant.call('POST', '/consents/opt-in', { ...asked, source: 'api', wording: 'Yes' }); // prettier-ignore
    return [first, again].map(({ body }) => [
      body.status,
      body.consents[0].status,
      body.verification_id !== null,
    ]);
  };
  t.deepEqual(await answers(await api.tenant(['consents:write'])), [
    ['pending', 'pending', true],
    ['pending', 'pending', true],
  ]);
  t.deepEqual(await answers(await api.tenant()), [
    ['pending', 'pending', true],
    ['granted', 'granted', false],
  ]);
});

test('a timeline has what the caller may read, and no more', async (t) => {
  const api = await testApi(t);
  const tenant = await api.tenant(without('consents:read', 'messages:read', 'verifications:read'));
  const email = 'timeline@example.com';
  const { body: contact } = await tenant.call('POST', '/contacts', { email });
  await tenant.call('POST', '/verifications', { channel: 'email', to: email });
  await tenant.call('POST', '/consents/opt-in', { email, channel: 'email', purpose: 'marketing', source: 'api', wording: 'Yes' }); // prettier-ignore
  const { body } = await tenant.call('GET', `/contacts/${contact.id}/timeline`);
  t.deepEqual(
    body.data.map(({ type }: { type: string }) => type),
    ['contact.created'],
  );
});

test('a timeline says that an address is blocked, and why only to who may read blocks', async (t) => {
  const api = await testApi(t);
  const owner = await api.tenant();
  const email = 'blocked@example.com';
  const { body: contact } = await owner.call('POST', '/contacts', { email });
  await owner.call('POST', '/suppressions', { channel: 'email', address: email, reason: 'legal' });
  const { decision } = await sendTo(api.services, owner.context, { channel: 'email', address: email, purpose: 'marketing' }); // prettier-ignore
  t.is(decision.reason, 'suppressed_legal');
  const told = async (tenant: TestTenant) => {
    const { body } = await tenant.call('GET', `/contacts/${contact.id}/timeline`);
    return body.data
      .filter(({ type }: { type: string }) => type === 'message.refused')
      .map(({ summary }: { summary: string }) => summary);
  };
  t.deepEqual(await told(owner), ['Message refused: e-mail, suppressed legal']);
  const blind = api.as(owner, without('suppressions:read'));
  t.deepEqual(await told(blind), ['Message refused: e-mail, suppressed']);
});

test('a verification shows its prefix only to who may see the number', async (t) => {
  const api = await testApi(t);
  const started = { channel: 'sms', to: '+12015550111' };
  const blind = await api.tenant(without('pii:read'));
  t.is((await blind.call('POST', '/verifications', started)).body.prefix, null);
  t.is((await blind.call('GET', '/verifications')).body.data[0].prefix, null);
  t.is((await blind.call('GET', '/verifications?prefix=%2B1201')).status, 403);
  t.deepEqual((await blind.call('GET', '/verifications/insights')).body.prefixes, []);
  const seeing = await api.tenant();
  t.is((await seeing.call('POST', '/verifications', { ...started, to: '+12015550112' })).body.prefix, '+1201'); // prettier-ignore
  t.is((await seeing.call('GET', '/verifications/insights')).body.prefixes.length, 1);
});

test('a dry run finds nobody out', async (t) => {
  const api = await testApi(t);
  const tenant = await api.tenant(without('pii:read'));
  await twins(tenant);
  await tenant.call('POST', '/contacts', { email: 'mine@example.com' });
  const rows = ['mine@example.com,+96550012678', 'new@example.com,', 'nobody,'];
  const report = async (file: string[], dryRun: boolean) => {
    const { services } = api;
    const { context } = tenant;
    const bytes = async function* () {
      yield Buffer.from(['email,phone', ...file].join('\n'));
    };
    const kept = await keepFile(services, context, newId(), bytes());
    const made = await createImport(services, context, kept, uploadOptions.parse({ start: false }));
    await startImport(services, context, made.id, { dry_run: dryRun });
    await runImport(services, context, made.id, () => undefined);
    const [list, one] = [
      await tenant.call('GET', '/contacts/imports'),
      await tenant.call('GET', `/contacts/imports/${made.id}`),
    ];
    const { created, updated, unchanged, failed } = list.body.data[0];
    t.like(one.body, { created, updated, unchanged, failed });
    return { created, updated, unchanged, failed, errors: one.body.errors };
  };
  const tried = await report(rows, true);
  t.deepEqual(
    tried,
    await report(['x@example.com,+96550099999', 'y@example.com,', 'nobody,'], true),
  );
  t.like(tried, { created: null, updated: null, failed: 1 });
  t.like(await report(rows, false), { created: 1, updated: 0, failed: 2 });
});

const asks = (field: string): boolean =>
  ['is', 'has', 'starts_with', 'before'].some(
    (op) => segmentRules.safeParse({ all: [{ field, op, value: 'x' }] }).success,
  );

test('segments ask only about what everybody who reads contacts sees in clear', async (t) => {
  const { body: contact } = await contactOf(t);
  const masked = Object.keys(contact).filter((key) => JSON.stringify(contact[key]).includes('•'));
  t.deepEqual(masked.toSorted(), ['email', 'fields', 'name', 'phone']);
  for (const field of [...masked, 'fields.city', 'city', 'consent']) t.false(asks(field), field);
  t.true(asks('locale'));
});

const contactOf = async (t: ExecutionContext) =>
  (await (await testApi(t)).tenant()).call('POST', '/contacts', TWINS[0]);

test('without consents:read no answer to an opt-in or opt-out has the id of a consent, which tells since when it is there', async (t) => {
  const api = await testApi(t);
  const tenant = await api.tenant();
  const writer = api.as(tenant, ['consents:write']);
  const body = { email: 'known@example.com', channel: 'email', purpose: 'marketing' };
  const asks = { ...body, source: 'api', wording: 'Yes' };
  t.truthy((await tenant.call('POST', '/consents/opt-in', asks)).body.id);
  for (const [path, sent] of [
    ['opt-in', asks],
    ['opt-out', body],
  ] as const) {
    const answer = await writer.call('POST', `/consents/${path}`, sent);
    t.is(answer.status, 202, path);
    t.is(answer.body.id, null, path);
    t.true(
      answer.body.consents.every((one: { id: unknown }) => one.id === null),
      path,
    );
  }
});

test('without consents:read a verification does not name the consent that it proves', async (t) => {
  const api = await testApi(t);
  const tenant = await api.tenant();
  const asked = { channel: 'email', purpose: 'marketing', source: 'api', wording: 'Yes' };
  const { body } = await tenant.call('POST', '/consents/opt-in', { ...asked, email: 'proves@example.com' }); // prettier-ignore
  const path = `/verifications/${body.verification_id}`;
  t.is((await tenant.call('GET', path)).body.consent_id, body.id);
  const blind = api.as(tenant, without('consents:read'));
  t.is((await blind.call('GET', path)).body.consent_id, null);
  t.is((await blind.call('GET', '/verifications')).body.data[0].consent_id, null);
});
