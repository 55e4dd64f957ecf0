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
import { newestContacts, type Conditions } from './newest.ts';
import { lettersOf, queryTokens } from './search.ts';
import { tagsInUse, type TagInUse } from './tags-in-use.ts';
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
    const { conditions, ordered } = await conditionsOf(trx, ctx, keys, filter, q ?? '');
    const found = ordered
      ? await page<Contact>(
          trx('contacts').select('contacts.*').modify(conditions),
          filter,
          'created_at',
          'contacts',
        )
      : await newestContacts(trx, filter, conditions);
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

type Filtered = {
  conditions: Conditions;
  /** Few contacts meet them, or an index has those who do in the order of the list. */
  ordered: boolean;
};

/** Returns the conditions of a filter. @throws AppError invalid (q, segment_id) */
async function conditionsOf(
  trx: Trx,
  ctx: Context,
  keys: TenantKeys,
  filter: ContactFilter,
  q: string,
): Promise<Filtered> {
  const all: Filtered[] = [];
  if (filter.earlier_address) all.push(await hadBefore(trx, keys, q));
  else if (q) all.push(await search(trx, ctx, keys, q));
  const { tag, locale, segment_id } = filter;
  if (tag) {
    all.push({
      conditions: (query) => query.whereRaw('contacts.tags @> array[?]::text[]', [tag]),
      ordered: false,
    });
  }
  if (locale) {
    all.push({
      conditions: (query) => query.whereRaw('lower(contacts.locale) = lower(?)', [locale]),
      ordered: true,
    });
  }
  if (segment_id) all.push(await inSegment(trx, segment_id));
  // As a condition of its own, because it is the one of an index.
  for (const field of ['email', 'phone'] as const) {
    const has = filter[`has_${field}`];
    if (has === undefined) continue;
    all.push({
      conditions: (query) => query.whereRaw(`contacts.${field}_bidx is ${has ? 'not ' : ''}null`),
      ordered: !has,
    });
  }
  return {
    conditions: (query) => {
      for (const one of all) one.conditions(query);
    },
    ordered: all.every((one) => one.ordered),
  };
}

/**
 * The minimum number of letters in a search, and in each of its words. Callers who may see personal data may use
 * words of two letters, and words of the mailbox name.
 */
const FEWEST = 3;
const SHORTEST_IN_CLEAR = 2;

/** Filters by an address, or by the beginnings of a name's words. @throws AppError invalid (q) */
async function search(trx: Trx, ctx: Context, keys: TenantKeys, q: string): Promise<Filtered> {
  const tenant: { country: string } = await trx('tenants').first('country');
  const email = normalizeEmail(q);
  const phone = normalizePhone(q, tenant.country);
  if (email || phone) {
    const conditions: Conditions = (query) =>
      query.where((either) => {
        if (email) either.orWhere('contacts.email_bidx', blindIndex(keys, 'email', email));
        if (phone) either.orWhere('contacts.phone_bidx', blindIndex(keys, 'sms', phone));
      });
    return { conditions, ordered: true };
  }
  const mailbox = ctx.permissions.has('pii:read');
  const fewest = mailbox ? SHORTEST_IN_CLEAR : FEWEST;
  if (lettersOf(q, fewest) < FEWEST) {
    throw invalidField('q', 'takes a whole address, or at least three letters of a name');
  }
  const words = queryTokens(keys, q, { fewest, mailbox });
  return {
    conditions: (query) => {
      for (const tokens of words) query.whereRaw('contacts.search_tokens && ?::bytea[]', [tokens]);
    },
    ordered: false,
  };
}

/** Filters to contacts that left a trace of an address and have another one now. */
async function hadBefore(trx: Trx, keys: TenantKeys, q: string): Promise<Filtered> {
  const found = await addressIn(trx, keys, q);
  const ids = found ? (await ownersOf(trx, found.bidx)).before : [];
  return { conditions: (query) => query.whereIn('contacts.id', ids), ordered: true };
}

async function inSegment(trx: Trx, id: string): Promise<Filtered> {
  const segment = await Segment.query(trx).findOne({ id });
  if (!segment) throw invalidField('segment_id', 'is not one of your segments');
  const { sql, bindings } = segmentSql(parseSegmentRules(segment.rules), 'contacts');
  return { conditions: (query) => query.whereRaw(sql, bindings), ordered: false };
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
export const listTags = (services: Services, ctx: Context): Promise<TagInUse[]> =>
  services.db.withTenant(ctx, tagsInUse);
