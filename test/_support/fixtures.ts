import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { loadConfig } from '#lib/config.ts';
import { BODIES } from './bodies.ts';
import { fill, resourceOf, type Described } from './described.ts';
import type { Call } from './request.ts';
import { signedText } from './text-in.ts';

/** Creates entities of one organisation through the public API, each once, in the order of their dependencies. */
export type Fixtures = {
  /**
   * Returns the id of this organisation's entity of a resource; creates it on first use.
   * @throws {Error} without a recipe
   */
  id(resource: string): Promise<string>;
  /**
   * Returns a valid body for an operation that does not accept `{}`.
   * @throws {Error} without a recipe
   */
  body(operation: string): Promise<Record<string, unknown>>;
};

type Recipe = (f: Fixtures, call: Call, unique: string) => Promise<string>;

const post =
  (
    path: string,
    body: (f: Fixtures, unique: string) => Promise<Record<string, unknown>>,
    key = 'id',
  ): Recipe =>
  async (f, call, unique) => {
    const made = await call('POST', path, await body(f, unique));
    if (made.status >= 300) throw new Error(`POST ${path}: ${JSON.stringify(made.body)}`);
    return String(made.body[key]);
  };

/** One recipe for each resource that a path id can name; the key is the path up to the parameter. */
const RECIPES: Record<string, Recipe> = {
  'api-keys': post('/api-keys', async () => ({ name: 'fixture', scopes: ['audit:read'] })),
  contacts: post('/contacts', async (_, unique) => ({
    email: `contact-${unique}@example.com`,
    name: `Person ${unique}`,
  })),
  'contacts/imports': async (_, call, unique) => {
    const made = await call('POST', '/contacts/imports', contactFile(unique));
    if (made.status >= 300) throw new Error(`import: ${JSON.stringify(made.body)}`);
    return String(made.body.id);
  },
  verifications: post('/verifications', (f) => f.body('verifications.start')),
  'sending-domains': post('/sending-domains', (f) => f.body('sendingDomains.create')),
  'rate-cards': post('/rate-cards', (f) => f.body('rateCards.set')),
  'verification-settings/prefix-blocks': closedPrefix,
  'verification-settings/locks': lockedAddress,
  consents: post('/consents/opt-in', (f) => f.body('consents.optIn')),
  'suppressions/imports': async (_, call, unique) => {
    const made = await call('POST', '/suppressions/imports', contactFile(unique));
    if (made.status >= 300) throw new Error(`import: ${JSON.stringify(made.body)}`);
    return String(made.body.id);
  },
  suppressions: post('/suppressions', (f) => f.body('suppressions.create')),
  // Only a text from a person opens a review, so one is sent in as Twilio would.
  reviews: async (_, call, unique) => {
    const digits = String(parseInt(unique, 16)).padStart(6, '0').slice(-6);
    const phone = `+12013${digits}`;
    await call('POST', '/contacts', { phone, name: `Doubtful ${unique}` });
    const { path, body: text, headers } = signedText(phone, 'leave me alone');
    await call('POST', path, text, headers);
    const { body } = await call('GET', '/reviews');
    return String(body.data[0].id);
  },
  purposes: post('/purposes', (f) => f.body('purposes.create')),
  // A receipt's number is that of its event.
  receipts: async (_, call, unique) => {
    const email = `receipt-${unique}@example.com`;
    await call('POST', '/consents/opt-out', { email, channel: 'email', purpose: 'marketing' });
    const found = await call('POST', '/receipts/search', { address: email });
    return String(found.body.data[0]?.id);
  },
  'campaign-replays': async (f, call) => {
    const made = await call('POST', `/campaigns/${await f.id('campaigns')}/replays`, {});
    if (made.status >= 300) throw new Error(`replay: ${JSON.stringify(made.body)}`);
    return String(made.body.id);
  },
  'key-rotations': post('/key-rotations', (f) => f.body('keyRotations.start')),
  wordings: post('/wordings', (f) => f.body('wordings.publish')),
  forms: post('/forms', (f) => f.body('forms.create')),
  templates: post('/templates', (f) => f.body('templates.create')),
  messages: post('/messages/send_with_consent', (f) => f.body('messages.sendWithConsent')),
  'legal-holds': post('/legal-holds', (f) => f.body('legalHolds.place')),
  segments: post('/segments', (f) => f.body('segments.create')),
  'custom-fields': post('/custom-fields', (f) => f.body('customFields.create')),
  campaigns: post('/campaigns', (f) => f.body('campaigns.create')),
  'privacy/exports': post('/privacy/exports', (f) => f.body('privacyExports.create')),
  'privacy/requests': post('/privacy/requests', (f) => f.body('privacyRequests.create')),
  'privacy/erasures': post('/privacy/erasures', (f) => f.body('privacyErasures.create')),
  'assistant/conversations': post('/assistant/conversations', async () => ({})),
  'assistant/visitors': visited,
  invitations: post('/invitations', (f) => f.body('invitations.create')),
  sessions: signedInElsewhere,
  users: colleague,
  'public/widgets': async (f, call) => {
    const { body } = await call('PUT', '/assistant/widget', await f.body('assistantWidget.put'));
    return String(body.url).split('/').at(-1) ?? '';
  },
  audit: async (_, call) => String((await call('GET', '/audit')).body.data[0].id),
  // A seal's number. Seals are created on a schedule and these organisations have none, so nobody has this one.
  'audit/seals': async () => '987654321',
  // Only one run at a time: the current one is fine too.
  'retention-runs': async (_, call) => {
    const { body } = await call('POST', '/retention-runs', { dry_run: true });
    return String(body.id ?? body.run_id);
  },
  workflows: post('/verifications', (f) => f.body('verifications.start'), 'workflow_id'),
};

/** Begins a conversation and makes it one of a visitor: their door is not part of the API of organizations. */
async function visited(_: Fixtures, call: Call): Promise<string> {
  const { body } = await call('POST', '/assistant/conversations', {});
  await byHand(
    `update assistant_conversations set actor_type = 'person', actor_id = null, feature = 'widget' where id = $1 returning id`,
    [body.id],
  );
  return String(body.id);
}

/** Adds a member to the organization; an account older than every other, so that it is the last in the list. */
async function colleague(_: Fixtures, call: Call, unique: string): Promise<string> {
  const id = await byHand(
    `insert into auth."user" (name, email, "emailVerified", "createdAt")
     values ('Colleague', $1, true, '2020-01-01') returning id`,
    [`colleague-${unique}-${randomBytes(8).toString('hex')}@example.com`],
  );
  const { body } = await call('GET', '/users');
  return byHand(
    `insert into auth.member ("organizationId", "userId", role, "createdAt")
     select "organizationId", $1, 'member', now() from auth.member where "userId" = $2 returning "userId" as id`,
    [id, body.data[0].id],
  );
}

/** Signs the organization's person in once more. Only the one who knows the password could. */
async function signedInElsewhere(_: Fixtures, call: Call, unique: string): Promise<string> {
  const { body } = await call('GET', '/users');
  return byHand(
    `insert into auth.session ("expiresAt", token, "updatedAt", "userId")
     values (now() + interval '1 day', $2, now(), $1) returning id`,
    [body.data[0].id, `fixture-${unique}-${randomBytes(8).toString('hex')}`],
  );
}

/** Runs a statement as the database's operator. @returns the id of its row */
async function byHand(sql: string, values: unknown[]): Promise<string> {
  const client = new pg.Client(loadConfig().DATABASE_URL);
  await client.connect();
  try {
    const { rows } = await client.query<{ id: string }>(sql, values);
    return rows[0]?.id ?? '';
  } finally {
    await client.end();
  }
}

/** Sends twenty codes to one prefix that nobody enters, and one more that triggers the limit. */
async function closedPrefix(_: Fixtures, call: Call): Promise<string> {
  for (let i = 0; i <= 20; i++) {
    await call('POST', '/verifications', { channel: 'sms', to: `+120155501${10 + i}` });
  }
  return String((await call('GET', '/verification-settings')).body.prefix_blocks[0].id);
}

/** Enters twenty wrong codes. */
async function lockedAddress(_: Fixtures, call: Call, unique: string): Promise<string> {
  for (let i = 0; i < 4; i++) {
    const to = `locked-${unique}@example.com`;
    const { body } = await call('POST', '/verifications', { channel: 'email', to });
    for (let n = 0; n < 5; n++) {
      await call('POST', `/verifications/${body.id}/check`, { code: '00000000' });
    }
  }
  return String((await call('GET', '/verification-settings')).body.locks[0].id);
}

/** Returns a small CSV as a multipart body. */
function contactFile(unique: string): FormData {
  const form = new FormData();
  const csv = `email,name\nimported-${unique}@example.com,Imported ${unique}\n`;
  form.set('file', new Blob([csv], { type: 'text/csv' }), 'contacts.csv');
  return form;
}

/** Returns an operation as its own organisation would call it: method, path, body. */
export async function wellFormed(
  op: Described,
  mine: Fixtures,
): Promise<[method: string, path: string, body: unknown]> {
  const id = op.params.length ? await mine.id(resourceOf(op.path)) : '';
  const path = fill(op.path, Object.fromEntries(op.params.map((param) => [param, id])));
  return [op.method, path, await validBody(op, mine)];
}

/**
 * Returns a body that the operation accepts. Required fields need a recipe, because a test must get past the body.
 */
export async function validBody(op: Described, mine: Fixtures): Promise<unknown> {
  if (op.multipart) return contactFile(unique());
  if (!op.body) return undefined;
  return hasBody(op.id) || op.body.required?.length ? mine.body(op.id) : {};
}

/**
 * Creates the fixtures.
 * @param call calls as the organisation, with every permission
 */
export function fixtures(call: Call): Fixtures {
  const made = new Map<string, Promise<string>>();
  const self: Fixtures = {
    id(resource) {
      const recipe = RECIPES[resource];
      if (!recipe) {
        throw new Error(`no fixture for "${resource}": add one to test/_support/fixtures.ts`);
      }
      const promise = made.get(resource) ?? recipe(self, call, unique());
      made.set(resource, promise);
      return promise;
    },
    async body(operation) {
      const recipe = BODIES[operation];
      if (!recipe) {
        throw new Error(`no body for "${operation}": add one to test/_support/fixtures.ts`);
      }
      return recipe(self, unique());
    },
  };
  return self;
}

export const hasBody = (operation: string): boolean => operation in BODIES;
export const hasFixture = (resource: string): boolean => resource in RECIPES;

const unique = (): string => randomBytes(6).toString('hex');
