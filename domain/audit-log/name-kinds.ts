import type { Trx } from '#lib/db.ts';
import { isId } from '#lib/ids.ts';
import { Contact } from '#models/contact.ts';
import { Suppression } from '#models/suppression.ts';
import { Verification } from '#models/verification.ts';
import { maskedConsentAddress } from '../consent/consent-address.ts';
import { contactView } from '../contacts/view.ts';
import type { Permission } from '../permissions.ts';
import { withFacts } from '../messaging/read.ts';
import { messageView, type MessageRow } from '../messaging/view.ts';
import { suppressionView } from '../suppressions/view.ts';
import type { TenantKeys } from '../keyring/keyring.ts';
import { personKeysOf } from '../encryption/person-keys.ts';
import { verificationView } from '../verification/view.ts';
import type { Context } from '../context.ts';
import { timeOf } from '#lib/transaction-time.ts';
import type { ConsentReview } from '#models/consent-review.ts';
import { maskAddress } from '../addresses/address.ts';
import { reviewAad } from '../reviews/open.ts';
import { RETENTION_KINDS } from '../retention/kinds.ts';
import { KINDS as KINDS_KEPT } from '../retention/terms.ts';
import { whoseHold } from './whose-hold.ts';
import { fileNameOf } from '../imports/file-name.ts';
import { decryptValue } from '../encryption/personal.ts';

type Pairs = [string, string | null][];
/** The caller's permissions: what is named after a person needs also that to read people. */
type May = Context['permissions'];

export type NameKind = {
  permission: Permission;
  /** Whether the text can be an id of this kind; others are skipped. */
  isId: (id: string) => boolean;
  /** Finds the names of existing ones. */
  find: (trx: Trx, keys: TenantKeys, ids: readonly string[], may: May) => Promise<Pairs>;
  /** Finds the former names of deleted ones, where the log has them. */
  before?: (trx: Trx, ids: readonly string[]) => Promise<Pairs>;
};

/** For a table whose rows have a name in clear. */
const byColumn =
  (table: string, column: string): NameKind['find'] =>
  async (trx, _keys, ids) => {
    const rows: { id: string; name: string | null }[] = await trx(table)
      .whereRaw('id = any(?::uuid[])', [[...ids]])
      .select('id', `${column} as name`);
    return rows.map(({ id, name }) => [id, name]);
  };

/** For the schema of the identity library, by a function that returns names of this tenant only. */
const byFunction =
  (name: 'colleagues' | 'api_keys' | 'invitations'): NameKind['find'] =>
  async (trx, _keys, ids) => {
    const { rows } = await trx.raw<{ rows: { id: string; name: string | null }[] }>(
      `select id, name from named.${name}(?::text[])`,
      [[...ids]],
    );
    return rows.map((row) => [row.id, row.name]);
  };

/** Finds names kept in rows about deleted things: the label of a key, the name of a domain. */
const inLog =
  (type: string, field: string): NonNullable<NameKind['before']> =>
  async (trx, ids) => {
    const { rows } = await trx.raw<{ rows: { id: string; name: string }[] }>(
      `select distinct on (a.entity_id) a.entity_id as id, a.detail ->> :field as name from audit_log a
       where a.entity_type = :type and a.entity_id = any(:ids::text[]) and a.detail ->> :field is not null
       order by a.entity_id, a.id desc`,
      { type, field, ids: [...ids] },
    );
    return rows.map(({ id, name }) => [id, name]);
  };

const isRetentionKind = (id: string): boolean => RETENTION_KINDS.some((kind) => kind === id);

const retentionKinds = (_trx: Trx, _keys: TenantKeys, ids: readonly string[]): Promise<Pairs> =>
  Promise.resolve(
    RETENTION_KINDS.filter((kind) => ids.includes(kind)).map((kind) => [
      kind,
      KINDS_KEPT[kind].title,
    ]),
  );

/** A tool has no name besides the one that it is called by. */
const isToolName = (id: string): boolean => /^\w+$/.test(id);
const sameAsIds: NameKind['find'] = async (_trx, _keys, ids) => ids.map((id) => [id, id]);

const KINDS = new Map<string, Omit<NameKind, 'isId'> & Partial<Pick<NameKind, 'isId'>>>([
  ['organization', { permission: 'organization:read', find: organizations }],
  ['user', { permission: 'members:read', find: byFunction('colleagues') }],
  ['api_key', { permission: 'api_keys:read', find: byFunction('api_keys'), before: inLog('api_key', 'name') }],
  ['invitation', { permission: 'members:read', find: byFunction('invitations') }],
  ['campaign', { permission: 'campaigns:read', find: byColumn('campaigns', 'name') }],
  ['template', { permission: 'templates:read', find: byColumn('templates', 'name') }],
  ['segment', { permission: 'contacts:read', find: byColumn('segments', 'name') }],
  ['import', { permission: 'contacts:read', find: files('imports') }],
  ['form', { permission: 'consents:read', find: byColumn('forms', 'name') }],
  ['purpose', { permission: 'consents:read', find: byColumn('purposes', 'name') }],
  ['wording', { permission: 'consents:read', find: wordings }],
  ['sending_domain', { permission: 'organization:read', find: byColumn('sending_domains', 'domain'), before: inLog('sending_domain', 'domain') }],
  ['rate_card', { permission: 'verifications:read', find: rateCards }],
  ['contact', { permission: 'contacts:read', find: contacts }],
  ['consent', { permission: 'consents:read', find: consents }],
  ['review', { permission: 'consents:read', find: reviews }],
  ['message', { permission: 'messages:read', find: messages }],
  ['inbound_message', { permission: 'messages:read', find: ofContact('inbound_messages') }],
  ['verification', { permission: 'verifications:read', find: verifications }],
  ['verification_lock', { permission: 'verifications:read', find: locks }],
  ['verification_prefix_block', { permission: 'verifications:read', find: byColumn('verification_prefix_blocks', 'prefix'), before: inLog('verification_prefix_block', 'prefix') }],
  ['suppression', { permission: 'suppressions:read', find: suppressions }],
  ['suppression_import', { permission: 'suppressions:read', find: files('suppression_imports') }],
  ['hold', { permission: 'retention:read', find: holds }],
  ['retention_policy', { permission: 'retention:read', isId: isRetentionKind, find: retentionKinds }],
  ['tool', { permission: 'audit:read', isId: isToolName, find: sameAsIds }],
  ['privacy_request', { permission: 'privacy:read', find: ofContact('privacy_requests') }],
  ['export', { permission: 'privacy:read', find: ofContact('privacy_exports') }],
  ['erasure', { permission: 'privacy:read', find: ofContact('privacy_erasures') }],
]); // prettier-ignore

/**
 * Returns how things of a type are named; undefined for types without names (listed in
 * domain/audit-log/things.contract.ts).
 */
export function kindNamed(type: string): NameKind | undefined {
  const kind = KINDS.get(type);
  return kind && { isId, ...kind };
}

async function organizations(trx: Trx, _keys: TenantKeys, ids: readonly string[]): Promise<Pairs> {
  const rows: { id: string; name: string }[] = await trx('tenants')
    .whereRaw('tenant_id = any(?::uuid[])', [[...ids]])
    .select('tenant_id as id', 'name');
  return rows.map(({ id, name }) => [id, name]);
}

/** For uploaded files: their original file name. */
function files(table: 'imports' | 'suppression_imports'): NameKind['find'] {
  return async (trx, keys, ids) => {
    const rows: { tenant_id: string; id: string; file_name_enc: Buffer | null }[] = await trx(table)
      .whereRaw('id = any(?::uuid[])', [[...ids]])
      .select('tenant_id', 'id', 'file_name_enc');
    return rows.map((row) => [row.id, fileNameOf(keys, table, row)]);
  };
}

const CHANNELS: Record<'sms' | 'email', string> = { sms: 'text messages', email: 'e-mails' };

async function rateCards(trx: Trx, _keys: TenantKeys, ids: readonly string[]): Promise<Pairs> {
  const rows: { id: string; channel: 'sms' | 'email'; country: string | null; prefix: string | null }[] =
    await trx('rate_cards')
      .whereRaw('id = any(?::uuid[])', [[...ids]])
      .select('id', 'channel', 'country', 'prefix'); // prettier-ignore
  return rows.map(({ id, channel, country, prefix }) => [
    id,
    `${CHANNELS[channel]} to ${prefix || (country && REGIONS.of(country)) || 'anywhere'}`,
  ]);
}
const REGIONS = new Intl.DisplayNames('en', { type: 'region' });
const LANGUAGES = new Intl.DisplayNames('en', { type: 'language' });

async function wordings(trx: Trx, _keys: TenantKeys, ids: readonly string[]): Promise<Pairs> {
  const rows: { id: string; channel: 'sms' | 'email' | null; language: string; purpose: string | null }[] =
    await trx('wording_versions as v')
      .leftJoin('purposes as p', (on) => {
        on.on('p.tenant_id', 'v.tenant_id').on('p.id', 'v.purpose_id');
      })
      .whereRaw('v.id = any(?::uuid[])', [[...ids]])
      .select('v.id', 'v.channel', 'v.language', 'p.name as purpose'); // prettier-ignore
  return rows.map(({ id, channel, language, purpose }) => [
    id,
    [purpose ?? 'Privacy notice', channel && CHANNELS[channel], LANGUAGES.of(language)]
      .filter(Boolean)
      .join(', '),
  ]);
}

/** For a table whose rows belong to a contact: the contact's name, for callers who may read contacts. */
function ofContact(table: string): NameKind['find'] {
  return async (trx, keys, ids, may) => {
    const rows: { id: string; contact_id: string | null }[] = await trx(table)
      .whereRaw('id = any(?::uuid[])', [[...ids]])
      .select('id', 'contact_id');
    return namedByContact(trx, keys, rows, may);
  };
}

async function namedByContact(
  trx: Trx,
  keys: TenantKeys,
  rows: readonly { id: string; contact_id: string | null }[],
  may: May,
): Promise<Pairs> {
  const ids = may.has('contacts:read') ? rows.flatMap((row) => row.contact_id ?? []) : [];
  const named = new Map(await contacts(trx, keys, [...new Set(ids)]));
  return rows.map(({ id, contact_id }) => [id, named.get(contact_id ?? '') ?? null]);
}

async function holds(trx: Trx, keys: TenantKeys, ids: readonly string[], may: May): Promise<Pairs> {
  const rows: { id: string; scope: string; contact_id: string | null; campaign: string | null }[] =
    await trx('legal_holds as h')
      .leftJoin('campaigns as c', (on) => {
        on.on('c.tenant_id', 'h.tenant_id').on('c.id', 'h.campaign_id');
      })
      .whereRaw('h.id = any(?::uuid[])', [[...ids]])
      .select('h.id', 'h.scope', trx.raw(`${whoseHold('h')} as contact_id`), 'c.name as campaign'); // prettier-ignore
  const people = new Map(await namedByContact(trx, keys, rows, may));
  return rows.map((row): [string, string | null] => {
    if (row.scope === 'tenant') return [row.id, 'everything'];
    if (row.campaign !== null) {
      return [row.id, may.has('campaigns:read') ? `the campaign “${row.campaign}”` : null];
    }
    return [row.id, people.get(row.id) ?? null];
  });
}

async function reviews(trx: Trx, keys: TenantKeys, ids: readonly string[]): Promise<Pairs> {
  const rows: ConsentReview[] = await trx('consent_reviews').whereRaw('id = any(?::uuid[])', [
    [...ids],
  ]);
  return rows.map((row): [string, string | null] => {
    const address = decryptValue(
      keys,
      reviewAad(row.tenant_id, row.id, 'address'),
      row.address_enc,
    );
    return [row.id, maskAddress(row.channel, address) || null];
  });
}

async function locks(trx: Trx, keys: TenantKeys, ids: readonly string[]): Promise<Pairs> {
  const rows: { id: string; of: string | null }[] = await trx('verification_locks')
    .whereRaw('id = any(?::uuid[])', [[...ids]])
    .select('id', 'verification_id as of');
  const named = new Map(
    await verifications(
      trx,
      keys,
      rows.flatMap((row) => row.of ?? []),
    ),
  );
  return rows.map((row) => [row.id, named.get(row.of ?? '') ?? null]);
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

/** Only the masked address is used. */
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
