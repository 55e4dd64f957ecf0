import { readdir, readFile } from 'node:fs/promises';
import test from 'ava';
import { kindNamed } from '#domain/audit-log/name-kinds.ts';
import { AUDIT_SENTENCES } from '#domain/audit/sentences.contract.ts';
import { AUDIT_THINGS } from '#domain/audit-log/things.contract.ts';
import { newId } from '#lib/ids.ts';
import { detailsOf } from '../../web/audit/details.ts';
import type { Part } from '../../web/core/times-in.ts';
import { sentenceOf } from '../../web/audit/sentence.ts';

const ID = '01931e4c-7d1a-7abc-8def-0123456789ab';
const AT = '2026-11-30T08:15:00.000Z';

/** Keys that code writes, each with what would look worst. */
async function keysWritten(): Promise<string[]> {
  const found = new Set<string>();
  for (const folder of ['domain', 'api', 'migrations']) {
    for (const file of await readdir(folder, { recursive: true })) {
      if (!file.endsWith('.ts')) continue;
      const text = await readFile(`${folder}/${file}`, 'utf8');
      for (const [, body = ''] of text.matchAll(/detail: \{([^{}]*)\}/g)) {
        for (const [, key = ''] of body.matchAll(/(?:^|[,{\s])([a-z_]+)(?=[,:\s])/g))
          found.add(key);
      }
      for (const [, args = ''] of text.matchAll(/jsonb_build_object\(([^;]{0,300})/g)) {
        for (const [, key = ''] of args.matchAll(/'([a-z_]+)',/g)) found.add(key);
      }
    }
  }
  return [...found];
}

const WORST: readonly unknown[] = [
  ID,
  AT,
  '2026-11-30 08:15:00+00',
  `ended at ${AT} for ${ID}`,
  'f'.repeat(64),
  '{"a": 1}',
  [ID, newId()],
  { id: ID, at: AT, deep: { id: ID } },
  [{ id: ID }, { at: AT }],
  null,
  undefined,
  12,
  true,
  'hard_bounce',
];

const text = (parts: readonly Part[]): string =>
  parts.map((part) => (typeof part === 'string' ? part : '8:15')).join('');
const RAW =
  /[0-9a-f]{8}-[0-9a-f]{4}-|\d{4}-\d\d-\d\d[T ]\d|[{}[\]]|[0-9a-f]{24}|undefined|null|NaN|\[object/;

test('every action has a sentence, and neither it nor its details have an id, a raw time or JSON', async (t) => {
  const keys = await keysWritten();
  t.true(
    ['reason', 'fields', 'dry_run', 'scopes', 'expires_at'].every((key) => keys.includes(key)),
  );
  const names = [
    { entity_name: 'Wine tasting', entity_gone: false, actor_name: 'Amina Khalil' },
    { entity_name: null, entity_gone: true, actor_name: null },
    { entity_name: null, entity_gone: false, actor_name: null },
  ];
  for (const action of Object.keys(AUDIT_SENTENCES)) {
    for (const actor_type of ['user', 'api_key', 'person', 'system', 'provider']) {
      for (const entity_type of [action.split('.')[0] ?? '', 'user', 'hold']) {
        for (const named of names) {
          for (const detail of [{}, { dry_run: true, ids: [ID, ID] }]) {
            const said = sentenceOf({
              action, actor_type, actor_id: ID, entity_type, entity_id: ID, detail, ...named,
            }); // prettier-ignore
            t.regex(said, /^\p{L}|^“/u, action);
            t.notRegex(said, /[{}]|undefined|null| {2}/, action);
            t.notRegex(said, RAW, action);
          }
        }
      }
    }
    for (const worst of WORST) {
      const detail = Object.fromEntries(keys.map((key) => [key, worst]));
      for (const parts of detailsOf({ action, detail })) {
        const said = text(parts);
        t.notRegex(said, RAW, `${action}: ${said}`);
        t.regex(said, /^[\p{Lu}\d“]|^…|^ended|^hard/u, `${action}: ${said}`);
      }
    }
  }
});

const told = (action: string, detail: Record<string, unknown>): string[] =>
  detailsOf({ action, detail }).map(text);

test('what a row says besides are sentences', (t) => {
  t.deepEqual(
    told('import.completed', {
      dry_run: false, created: 6, updated: 1, failed: 0,
      consents: { recorded: 6, unchanged: 0, refused: 0 },
    }), // prettier-ignore
    ['6 new contacts, 1 known already, 0 rows failed; 6 consents were recorded and 0 refused'],
  );
  t.deepEqual(
    told('import.completed', {
      dry_run: false, created: 6, updated: 1, failed: 0,
      consents: { recorded: 6, unproven: 6, unchanged: 0, refused: 0 },
    }), // prettier-ignore
    [
      '6 new contacts, 1 known already, 0 rows failed; 6 consents were recorded (6 without proof) and 0 refused',
    ],
  );
  t.deepEqual(told('template.updated', { version: 3, fields: ['name', 'body_html'] }), [
    'It is version 3 now',
    'What changed: name and text',
  ]);
  t.deepEqual(told('api_key.created', { name: 'Shop', scopes: ['contacts:read', 'messages:send'], member: null, expires_at: null }), [
    'It may read contacts and send messages',
    'It belongs to the organization',
  ]); // prettier-ignore
  t.deepEqual(told('member.added', { role: 'owner' }), ['As owner']);
  t.deepEqual(told('campaign.sent', { sent: 10, refused: 2 }), ['10 sent and 2 refused']);
  t.is(
    sentenceOf({
      actor_type: 'system', actor_id: null, actor_name: null, entity_gone: false, entity_type: 'campaign',
      entity_id: ID, entity_name: 'News', action: 'campaign.sent', detail: { sent: 456, excluded: 56 },
    }),
    'The campaign “News” finished sending',
    'its numbers say who got it and who did not',
  ); // prettier-ignore
  t.deepEqual(told('message.refused', { reason: 'suppressed_opt_out' }), ['Blocked: opted out']);
  t.deepEqual(told('retention_policy.changed', { before: { keep_days: 30 }, after: { keep_days: null } }), [
    'kept for 30 days before, kept permanently now',
  ].map((line) => line.replace(/^k/, 'K'))); // prettier-ignore
});

test('a try is no doing, and joining is no adding', (t) => {
  const row = {
    actor_type: 'user', actor_id: ID, actor_name: 'Amina Khalil', entity_gone: false,
  }; // prettier-ignore
  const file = { ...row, entity_type: 'import', entity_id: newId(), entity_name: 'people.csv' };
  t.is(
    sentenceOf({ ...file, action: 'import.completed', detail: { dry_run: true } }),
    'The dry run of “people.csv” ended; nothing was changed',
  );
  t.is(
    sentenceOf({ ...file, action: 'import.completed', detail: { dry_run: false } }),
    'The import of “people.csv” was completed',
  );
  const herself = { ...row, entity_type: 'user', entity_id: ID, entity_name: 'Amina Khalil' };
  t.is(
    sentenceOf({ ...herself, action: 'member.added', detail: { role: 'owner' } }),
    'Amina Khalil joined the team',
  );
});

test('every type of thing that rows are about has a word, and a name unless it can have none', async (t) => {
  const types = new Set<string>();
  for (const folder of ['domain', 'api']) {
    for (const file of await readdir(folder, { recursive: true })) {
      if (!file.endsWith('.ts')) continue;
      const source = await readFile(`${folder}/${file}`, 'utf8');
      for (const [, type = ''] of source.matchAll(/entityType: '([a-z_]+)'/g)) types.add(type);
    }
  }
  t.true(types.size > 25);
  t.deepEqual([...types].filter((type) => !Object.hasOwn(AUDIT_THINGS, type)), []); // prettier-ignore
  const unnamed = [...types].filter((type) => !kindNamed(type)).toSorted();
  t.deepEqual(unnamed, [
    'assistant_conversation', 'audit_export', 'hand_over', 'key_rotation', 'mail_report', 'process', 'recovery', 'retention_run',
    'suppression_export', 'verification_settings',
  ]); // prettier-ignore
});
