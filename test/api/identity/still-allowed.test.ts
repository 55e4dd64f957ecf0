import { setTimeout as sleep } from 'node:timers/promises';
import test from 'ava';
import { whileAllowed } from '#api/still-allowed.ts';
import { systemContext, type Context } from '#domain/context.ts';
import type { Permission } from '#domain/permissions.ts';
import { loadConfig } from '#lib/config.ts';
import { newId, tenantId } from '#lib/ids.ts';
import { identityServer, type IdentityServer } from '../../_support/identity.ts';
import { asOwner } from '../../_support/installations.ts';
import { teammate, type Teammate } from '../../_support/team.ts';

async function* numbers(most: number): AsyncGenerator<number> {
  for (let i = 0; i < most; i++) yield i;
}

test('a download ends when its reader loses one of the permissions that it needs', async (t) => {
  let rights: ReadonlySet<Permission> | null = new Set(['suppressions:read', 'pii:read']);
  const ctx: Context = {
    ...systemContext(tenantId(newId())),
    rightsNow: async () => rights,
  };
  const read: number[] = [];
  const reading = async (): Promise<void> => {
    for await (const one of whileAllowed(ctx, ['suppressions:read', 'pii:read'], numbers(9), 0)) {
      read.push(one);
      if (one === 2) rights = new Set(['suppressions:read']);
    }
  };
  await t.throwsAsync(reading, { message: 'You may not read this any more' });
  t.deepEqual(read, [0, 1, 2]);
});

/** Makes an answer to a member that is being written, and names what is being looked up. */
async function growing(server: IdentityServer, bea: Teammate) {
  const { DATABASE_URL: databaseUrl } = loadConfig();
  const { body } = await bea.call('POST', '/assistant/conversations', {});
  const id = String(body.id);
  await asOwner(
    { databaseUrl },
    `insert into assistant_messages (tenant_id, id, conversation_id, role, place, status, followed_at, word_tokens, looking)
     select tenant_id, id, id, 'assistant', 1, 'answering', now(), '{}', '{First}'
     from assistant_conversations where id = $1`,
    [id],
  );
  const answer = await fetch(`${server.url}/api/v1/assistant/conversations/${id}/messages/${id}`, {
    headers: { cookie: bea.cookie, accept: 'text/event-stream' },
  });
  return {
    status: answer.status,
    text: answer.text(),
    look: (at: string) =>
      asOwner({ databaseUrl }, `update assistant_messages set looking = array[$2] where id = $1`, [
        id,
        at,
      ]),
  };
}

test('an open stream ends when its reader is removed, deactivated, lowered or signed out', async (t) => {
  const server = await identityServer(t);
  const owner = await server.signUp();
  const losses: Record<string, (bea: Teammate) => Promise<unknown>> = {
    removed: ({ id }) => owner.call('DELETE', `/users/${id}`),
    deactivated: ({ id }) => owner.call('PATCH', `/users/${id}`, { active: false }),
    lowered: ({ id }) => owner.call('PATCH', `/users/${id}`, { role: 'viewer' }),
    'signed out': ({ call }) => call('POST', '/auth/logout'),
  };
  await Promise.all(
    Object.entries(losses).map(async ([name, lose]) => {
      const bea = await teammate(server, owner, 'member');
      const stream = await growing(server, bea);
      t.is(stream.status, 200, name);
      await lose(bea);
      // Rights are believed for a second.
      await sleep(1_100);
      await stream.look('Second');
      const text = await stream.text;
      t.regex(text, /First/, name);
      t.notRegex(text, /Second/, name);
      t.regex(text, /event: error\ndata: .*"status":403/, name);
    }),
  );
});
