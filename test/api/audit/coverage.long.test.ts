import test from 'ava';
import pg from 'pg';
import type { Context } from '#domain/context.ts';
import { PERMISSIONS } from '#domain/permissions.ts';
import { loadConfig } from '#lib/config.ts';
import { newId, tenantId } from '#lib/ids.ts';
import { grantConsent } from '../../_support/consent.ts';
import { described, type Described } from '../../_support/described.ts';
import { fixtures, wellFormed } from '../../_support/fixtures.ts';
import { identityServer, type IdentityServer, type SignedUp } from '../../_support/identity.ts';
import { codeForMember, proveForMember } from '../../_support/member-address.ts';
import { noProcesses } from '../../_support/services.ts';
import { receiveCode } from '../../_support/verification.ts';

/** Operations other than GET that change nothing, each with the reason. */
const CHANGE_NOTHING: Record<string, string> = {
  'segments.preview': 'counts; a POST because rules do not fit an address',
  'forms.preview': 'draws a form that is not saved',
  'purposes.preview': 'draws a purpose that is not saved',
  'templates.preview': 'draws a template; revealing a contact in it is audited as a reveal',
  'templates.previewText': 'draws a text that is not saved',
  'suppressions.search': 'reads; a POST so that the address stands in no log',
  'messages.search': 'reads, for the same reason',
  'receipts.search': 'reads, for the same reason',
  'receipts.check': 'looks at what was brought, and keeps nothing',
  'whys.campaignPerson': 'reads, for the same reason; revealing is audited',
  'organizations.create': 'its rows are in the log of the new organization',
  'codec.encode': 'for Temporal Web: keeps nothing',
  'codec.decode': 'for Temporal Web: the operator reads what the operator runs',
};

type At = { server: IdentityServer; owner: SignedUp; ctx: Context; path: string };
type Ready = (at: At) => Promise<unknown>;

const idIn = (path: string): string => /[0-9a-f]{8}-[0-9a-f-]{27}/.exec(path)?.[0] ?? '';

async function asOwner(sql: string, path: string): Promise<void> {
  const client = new pg.Client(loadConfig().DATABASE_URL);
  await client.connect();
  try {
    await client.query(sql, [idIn(path)]);
  } finally {
    await client.end();
  }
}

const campaignIs =
  (status: string): Ready =>
  ({ path }) =>
    asOwner(`update campaigns set status = '${status}' where id = $1`, path);

/** A conversation belongs to whoever began it, which was the key. */
const conversationIsTheirs: Ready = ({ owner, path }) =>
  asOwner(
    `update assistant_conversations set actor_type = 'user', actor_id = '${owner.userId}' where id = $1`,
    path,
  );

const answering: Ready = async (at) => {
  await conversationIsTheirs(at);
  await asOwner(
    `with answer as (
       insert into assistant_messages (tenant_id, id, conversation_id, role, place, status, followed_at, word_tokens)
       select tenant_id, id, id, 'assistant', 1, 'answering', now(), '{}' from assistant_conversations where id = $1
       returning tenant_id, id
     )
     insert into assistant_calls (tenant_id, id, conversation_id, actor_type, actor_id, feature)
     select tenant_id, id, id, 'user', '${at.owner.userId}', 'chat' from answer`,
    at.path,
  );
};

/** Preparations for operations that need more than a fixture to succeed. */
const READY: Record<string, Ready> = {
  'assistant.removeProvider': ({ owner }) =>
    owner.call('PUT', '/assistant/provider', {
      kind: 'openai',
      base_url: 'https://api.openai.com/v1',
      model: 'gpt-4.1-mini',
    }),
  'assistantConversations.remove': conversationIsTheirs,
  'assistantConversations.ask': conversationIsTheirs,
  'assistantConversations.cancel': answering,
  'campaigns.schedule': async ({ server, owner, ctx, path }) => {
    const email = `audience-${newId()}@example.com`;
    const { contactId } = await grantConsent(server.services, ctx, {
      channel: 'email',
      address: email,
      purpose: 'marketing',
    });
    const template = await owner.call('POST', '/templates', {
      name: `News ${newId()}`,
      channel: 'email',
      category: 'promotional',
      subject: 'News',
      body: '<p>News <a href="{{ unsubscribe_url }}">Stop</a></p>',
    });
    await owner.call('PATCH', path.replace('/schedule', ''), {
      template_id: template.body.id,
      audience: { segment_ids: [], contact_ids: [contactId] },
    });
  },
  'sessions.endOthers': ({ server, owner: { email, password } }) =>
    server.call('POST', '/auth/login', { email, password }),
  // Ended by the operation before, perhaps.
  'sessions.end': ({ owner, path }) =>
    asOwner(
      `insert into auth.session (id, "expiresAt", token, "updatedAt", "userId")
       values ($1, now() + interval '1 day', gen_random_uuid()::text, now(), '${owner.userId}') on conflict do nothing`,
      path,
    ),
  'campaigns.unschedule': campaignIs('scheduled'),
  'campaigns.pause': campaignIs('sending'),
  'campaigns.resume': campaignIs('paused'),
  'suppressions.cancelImport': ({ path }) =>
    asOwner(
      `update suppression_imports set status = 'running', finished_at = null where id = $1`,
      path,
    ),
  'imports.start': ({ path }) =>
    asOwner(`update imports set status = 'completed', dry_run = true where id = $1`, path),
  'imports.change': ({ path }) =>
    asOwner(`update imports set status = 'completed', dry_run = true where id = $1`, path),
  'verifications.resend': ({ path }) =>
    asOwner(`update verifications set resend_at = now() where id = $1`, path),
  'templates.test': ({ server, owner }) => proveForMember(server, owner),
  'campaigns.test': async ({ server, owner, path }) => {
    await proveForMember(server, owner);
    const { data } = (await owner.call('GET', '/templates?channel=email')).body;
    await owner.call('PATCH', path.replace('/test', ''), { template_id: data[0].id });
  },
  'templates.testSend': async ({ server, ctx }) => {
    for (const purpose of ['marketing', 'service']) {
      const address = 'tester@example.com';
      await grantConsent(server.services, ctx, { channel: 'email', address, purpose });
    }
  },
};

/** Operations that wait for a model, which nobody asks here: what they wrote before stays. */
const UNANSWERED = ['assistantSegment.propose', 'assistantSuggestions.create'];

/** Bodies that succeed where the usual one does not. */
const BODY: Record<string, (at: At) => Promise<unknown>> = {
  // Nobody would answer.
  'assistantConversations.ask': async () => ({ content: 'Who?', wait: false }),
  'users.checkAddress': async ({ server, owner }) => ({
    channel: 'email',
    code: await codeForMember(server, owner),
  }),
  'verifications.check': async ({ server, owner, ctx, path }) => ({
    code: await receiveCode(server, { context: ctx, token: '', call: owner.call }, idIn(path)),
  }),
};

const operations = async (server: IdentityServer): Promise<Described[]> =>
  (await described(server.url)).filter((op) => op.method !== 'GET' && !op.open);

test('every operation that changes something leaves an audit row under its request', async (t) => {
  const server = await identityServer(t, {
    // No worker takes a question here, so each waits this long, twice.
    patienceMs: 10_000,
    processes: {
      ...noProcesses,
      describe: async (id) => ({
        workflow_id: id, type: 'verification', status: 'running', waiting_for: [],
        started_at: new Date().toISOString(), closed_at: null,
      }), // prettier-ignore
    },
  });
  const changing = (await operations(server)).filter((op) => !(op.id in CHANGE_NOTHING));
  t.true(changing.length > 40);
  const faults: string[] = [];
  for (const op of changing) {
    const owner = await server.signUp();
    const requestId = newId();
    const ctx: Context = {
      tenantId: tenantId(owner.organization.id),
      actor: { type: 'user', id: owner.userId },
      permissions: new Set(PERMISSIONS),
      requestId: newId(),
    };
    const [method, path, usual] = await wellFormed(op, fixtures(owner.call));
    const at = { server, owner, ctx, path };
    await READY[op.id]?.(at);
    const body = (await BODY[op.id]?.(at)) ?? usual;
    // Called by a signed-in person: an organisation's key is not a user.
    const answer = await server.call(method, path, body, {
      cookie: owner.cookie,
      origin: server.url,
      'x-request-id': requestId,
    });
    const isDone = UNANSWERED.includes(op.id) ? answer.status === 503 : answer.status < 300;
    if (!isDone) {
      faults.push(`${op.id}: ${answer.status} ${JSON.stringify(answer.body).slice(0, 400)}`);
      continue;
    }
    const rows: { action: string; actor_id: string | null }[] = await server.services.db.withTenant(
      ctx,
      (trx) => trx('audit_log').where({ request_id: requestId }).select('action', 'actor_id'),
    );
    if (!rows.length) faults.push(`${op.id} leaves no audit row: recordAudit in its transaction`);
    else if (!rows.some((row) => row.actor_id === owner.userId)) {
      faults.push(`${op.id} does not say who did it`);
    }
    for (const action of doubled(rows)) faults.push(`${op.id} writes ${action} twice`);
  }
  t.deepEqual(faults, []);
});

/** Each change must write one row; these actions concern one entity each. */
const doubled = (rows: readonly { action: string }[]): string[] =>
  rows
    .map((row) => row.action)
    .filter(
      (action, i, all) =>
        /^(user|member|api_key|organization)\./.test(action) && all.indexOf(action) !== i,
    );

test('what is said to change nothing exists, and leaves no row', async (t) => {
  const server = await identityServer(t);
  const known = new Set((await operations(server)).map((op) => op.id));
  t.deepEqual(
    [...Object.keys(CHANGE_NOTHING), ...Object.keys(READY)].filter((id) => !known.has(id)),
    [],
  );
});
