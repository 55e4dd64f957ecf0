import type { Trx } from '#lib/db.ts';
import { invalidField, notFound } from '#lib/errors.ts';
import { Contact } from '#models/contact.ts';
import { Segment } from '#models/segment.ts';
import { recordAudit } from '../audit/record.ts';
import type { Context, Services } from '../context.ts';
import { assertMayReveal } from '../reveal.ts';
import { countLookUp } from '../limits/look-ups.ts';
import { page, type Page, type PageRequest } from '../paging.ts';
import { parseSegmentRules, segmentSql } from './conditions/sql.ts';
import { blindIndex, type TenantKeys } from '../keyring/keyring.ts';
import { normalizeEmail, normalizePhone } from '../addresses/address.ts';
import { viewEach, viewOne, type Marked } from '../addresses/view-each.ts';
import { addressIn, ownersOf } from './address-owners.ts';
import { lettersOf, queryTokens } from './search.ts';
import { contactView, type ContactView } from './view.ts';

export type ContactFilter = PageRequest & {
  q?: string | undefined;
  /** `q` is an address that a contact had before, not a current one. */
  earlier_address?: boolean | undefined;
  tag?: string | undefined;
  locale?: string | undefined;
  segment_id?: string | undefined;
  has_email?: boolean | undefined;
  has_phone?: boolean | undefined;
  reveal?: boolean | undefined;
};

/**
 * Lists contacts, newest first. `q` matches the beginnings of words in names, from three letters on, or a whole
 * address. The number of searches per caller is limited, since each result reveals a little of what the mask hides.
 * @throws AppError forbidden (reveal), invalid (q, segment_id), rate_limited
 */
export async function listContacts(
  services: Services,
  ctx: Context,
  filter: ContactFilter,
): Promise<Page<ContactView & Marked>> {
  const keys = await services.keyring.keys(ctx);
  if (filter.reveal) assertMayReveal(ctx);
  const q = filter.q?.trim();
  if (q) await countLookUp(services, ctx);
  return services.db.withTenant(ctx, async (trx) => {
    const query = trx('contacts').select('contacts.*');
    if (filter.earlier_address) await hadBefore(trx, keys, query, q ?? '');
    else if (q) await search(trx, ctx, keys, query, q);
    if (filter.tag) query.whereRaw('tags @> array[?]::text[]', [filter.tag]);
    if (filter.locale) query.whereRaw('lower(locale) = lower(?)', [filter.locale]);
    if (filter.segment_id) await inSegment(trx, query, filter.segment_id);
    if (filter.has_email !== undefined)
      query.whereRaw(`(email_bidx is not null) = ?`, [filter.has_email]);
    if (filter.has_phone !== undefined)
      query.whereRaw(`(phone_bidx is not null) = ?`, [filter.has_phone]);
    const found = await page<Contact>(query, filter, 'created_at', 'contacts');
    if (filter.reveal && found.data.length) {
      await recordAudit(trx, ctx, {
        action: 'contact.revealed',
        entityType: 'contact',
        entityId: found.data.length === 1 ? (found.data[0]?.id ?? '') : ctx.requestId,
        detail: { ids: found.data.map((c) => c.id) },
      });
    }
    return {
      ...found,
      data: viewEach(keys, found.data, (open, row) => contactView(open, row, filter.reveal)),
    };
  });
}

/**
 * The minimum number of letters in a search, and in each of its words. Callers who may see personal data may use
 * words of two letters, and words of the mailbox name.
 */
const FEWEST = 3;
const SHORTEST_IN_CLEAR = 2;

/** Filters by an address, or by the beginnings of a name's words. @throws AppError invalid (q) */
async function search(
  trx: Trx,
  ctx: Context,
  keys: TenantKeys,
  query: ReturnType<Trx>,
  q: string,
): Promise<void> {
  const tenant: { country: string } = await trx('tenants').first('country');
  const email = normalizeEmail(q);
  const phone = normalizePhone(q, tenant.country);
  if (email || phone) {
    query.where((either) => {
      if (email) either.orWhere('email_bidx', blindIndex(keys, 'email', email));
      if (phone) either.orWhere('phone_bidx', blindIndex(keys, 'sms', phone));
    });
    return;
  }
  const mailbox = ctx.permissions.has('pii:read');
  const fewest = mailbox ? SHORTEST_IN_CLEAR : FEWEST;
  if (lettersOf(q, fewest) < FEWEST) {
    throw invalidField('q', 'takes a whole address, or at least three letters of a name');
  }
  await named(trx, query, queryTokens(keys, q, { fewest, mailbox }));
}

/**
 * Up to how many matches are found by their tokens first. Of more, the newest are found sooner among the newest
 * contacts. Postgres cannot choose: it has no statistics of rare tokens, and takes them for frequent.
 */
const FEW = 2000;

/** Filters by the beginnings of a name's words: a token of each. */
async function named(trx: Trx, query: ReturnType<Trx>, words: readonly Buffer[][]): Promise<void> {
  const filter = (contacts: ReturnType<Trx>): void => {
    for (const tokens of words) contacts.whereRaw('search_tokens && ?::bytea[]', [tokens]);
  };
  const few = trx('contacts').limit(FEW + 1);
  filter(few);
  const ids: string[] = await few.pluck('id');
  if (ids.length <= FEW) query.whereRaw('contacts.id = any(?::uuid[])', [ids]);
  else filter(query);
}

/** Filters to contacts that left a trace of an address and have another one now. */
async function hadBefore(
  trx: Trx,
  keys: TenantKeys,
  query: ReturnType<Trx>,
  q: string,
): Promise<void> {
  const found = await addressIn(trx, keys, q);
  query.whereIn('contacts.id', found ? (await ownersOf(trx, found.bidx)).before : []);
}

async function inSegment(trx: Trx, query: ReturnType<Trx>, id: string): Promise<void> {
  const segment = await Segment.query(trx).findOne({ id });
  if (!segment) throw invalidField('segment_id', 'is not one of your segments');
  const { sql, bindings } = segmentSql(parseSegmentRules(segment.rules));
  query.whereRaw(`contacts.id in (select k.id from contacts k where ${sql})`, bindings);
}

/** Returns one contact. @throws AppError not_found, forbidden (reveal) */
export async function getContact(
  services: Services,
  ctx: Context,
  id: string,
  reveal = false,
): Promise<ContactView & Marked> {
  const keys = await services.keyring.keys(ctx);
  if (reveal) assertMayReveal(ctx);
  return services.db.withTenant(ctx, async (trx) => {
    const row = await Contact.query(trx).findOne({ id });
    if (!row) throw notFound('Contact');
    if (reveal) {
      await recordAudit(trx, ctx, {
        action: 'contact.revealed',
        entityType: 'contact',
        entityId: id,
      });
    }
    return viewOne(keys, row, (open, one) => contactView(open, one, reveal));
  });
}

/** Returns up to 200 tags in use, the most used first. */
export async function listTags(
  services: Services,
  ctx: Context,
): Promise<{ tag: string; contacts: number }[]> {
  return services.db.withTenant(ctx, async (trx) => {
    const { rows } = await trx.raw<{ rows: { tag: string; contacts: number }[] }>(
      `select t as tag, count(*)::int as contacts from contacts, unnest(tags) t
       group by t order by 2 desc, 1 limit 200`,
    );
    return rows;
  });
}
