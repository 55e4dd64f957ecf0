import type { Trx } from '#lib/db.ts';
import { isId } from '#lib/ids.ts';
import { Contact } from '#models/contact.ts';
import { Suppression } from '#models/suppression.ts';
import { Verification } from '#models/verification.ts';
import { maskedConsentAddress } from '../consent/consent-address.ts';
import { contactView } from '../contacts/view.ts';
import type { Context } from '../context.ts';
import type { Permission } from '../permissions.ts';
import { withFacts } from '../messaging/read.ts';
import { messageView, type MessageRow } from '../messaging/view.ts';
import { suppressionView } from '../suppressions/view.ts';
import type { TenantKeys } from '../keyring/keyring.ts';
import { personKeysOf } from '../encryption/person-keys.ts';
import { verificationView } from '../verification/view.ts';
import { timeOf } from '#lib/transaction-time.ts';

/** What a row of the log is about, as a reader may see it: people masked, as everywhere. */
export type Named = {
  /** Null for what has no name, and for who may not read such things. */
  entity_name: string | null;
  /** It was there, and no longer is. */
  entity_gone: boolean;
};

type Kind = {
  permission: Permission;
  /** The names of those that are still there. */
  find: (trx: Trx, keys: TenantKeys, ids: readonly string[]) => Promise<[string, string | null][]>;
};

/** Of a table whose rows have a name in clear. */
const byColumn =
  (table: string, column: string): Kind['find'] =>
  async (trx, _keys, ids) => {
    const rows: { id: string; name: string | null }[] = await trx(table)
      .whereRaw('id = any(?::uuid[])', [[...ids]])
      .select('id', `${column} as name`);
    return rows.map(({ id, name }) => [id, name]);
  };

const KINDS = new Map<string, Kind>([
  ['campaign', { permission: 'campaigns:read', find: byColumn('campaigns', 'name') }],
  ['template', { permission: 'templates:read', find: byColumn('templates', 'name') }],
  ['segment', { permission: 'contacts:read', find: byColumn('segments', 'name') }],
  ['form', { permission: 'consents:read', find: byColumn('forms', 'name') }],
  ['purpose', { permission: 'consents:read', find: byColumn('purposes', 'name') }],
  ['sending_domain', { permission: 'organization:read', find: byColumn('sending_domains', 'domain') }],
  ['contact', { permission: 'contacts:read', find: contacts }],
  ['consent', { permission: 'consents:read', find: consents }],
  ['message', { permission: 'messages:read', find: messages }],
  ['verification', { permission: 'verifications:read', find: verifications }],
  ['suppression', { permission: 'suppressions:read', find: suppressions }],
]); // prettier-ignore

const UNNAMED: Named = { entity_name: null, entity_gone: false };

/** The names of what rows are about, in one query for each kind of thing. @returns in the order of the rows */
export async function namesOf(
  trx: Trx,
  ctx: Context,
  keys: TenantKeys,
  rows: readonly { entity_type: string; entity_id: string }[],
): Promise<Named[]> {
  const found = new Map<string, Map<string, string | null>>();
  for (const [type, mine] of Map.groupBy(rows, (row) => row.entity_type)) {
    const kind = KINDS.get(type);
    if (!kind || !ctx.permissions.has(kind.permission)) continue;
    const ids = [...new Set(mine.map((row) => row.entity_id))].filter(isId);
    found.set(type, new Map(await kind.find(trx, keys, ids)));
  }
  return rows.map(({ entity_type, entity_id }) => {
    const names = found.get(entity_type);
    if (!names || !isId(entity_id)) return UNNAMED;
    return {
      entity_name: names.get(entity_id) ?? null,
      entity_gone: !names.has(entity_id),
    };
  });
}

async function contacts(trx: Trx, keys: TenantKeys, ids: readonly string[]) {
  const rows = await Contact.query(trx).whereIn('id', [...ids]);
  return rows.map((row): [string, string | null] => {
    const { id, name, email, phone } = contactView(keys, row);
    return [id, name ?? email ?? phone];
  });
}

async function consents(trx: Trx, keys: TenantKeys, ids: readonly string[]) {
  const rows: { tenant_id: string; id: string; channel: 'sms' | 'email'; address_enc: Buffer | null; purpose: string }[] =
    await trx('consents as c')
      .join('purposes as p', (on) => {
        on.on('p.tenant_id', 'c.tenant_id').on('p.id', 'c.purpose_id');
      })
      .whereRaw('c.id = any(?::uuid[])', [[...ids]])
      .select('c.tenant_id', 'c.id', 'c.channel', 'c.address_enc', 'p.name as purpose'); // prettier-ignore
  return rows.map((row): [string, string | null] => {
    const address = maskedConsentAddress(keys, row);
    return [row.id, address && `${address} (${row.purpose})`];
  });
}

/** Nothing but the masked address is taken. */
const NOBODY = { permissions: new Set<Permission>() };

async function messages(trx: Trx, keys: TenantKeys, ids: readonly string[]) {
  const rows: MessageRow[] = await withFacts(trx).whereRaw('messages.id = any(?::uuid[])', [
    [...ids],
  ]);
  const persons = await personKeysOf(
    trx,
    keys,
    rows.map((row) => row.content_enc),
  );
  return rows.map((row): [string, string | null] => [
    row.id,
    messageView(keys, persons, row, NOBODY).to,
  ]);
}

async function verifications(trx: Trx, keys: TenantKeys, ids: readonly string[]) {
  const rows = await Verification.query(trx).whereIn('id', [...ids]);
  return rows.map((row): [string, string | null] => {
    const { to, address_absent } = verificationView(keys, row, timeOf(trx));
    return [row.id, address_absent ? null : to];
  });
}

async function suppressions(trx: Trx, keys: TenantKeys, ids: readonly string[]) {
  const rows = await Suppression.query(trx).whereIn('id', [...ids]);
  return rows.map((row): [string, string | null] => [row.id, suppressionView(keys, row).address]);
}
