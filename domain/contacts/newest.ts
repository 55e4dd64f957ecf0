import type { Knex } from 'knex';
import type { Trx } from '#lib/db.ts';
import type { Contact } from '#models/contact.ts';
import { after, page, type Page, type PageRequest } from '../paging.ts';

/** Adds conditions to a query over `contacts`, in an unambiguous way. */
export type Conditions = (contacts: Knex.QueryBuilder) => void;

/**
 * Among how many of the newest contacts a page is looked for first, and then, if there were some matches. Few, because
 * comparing the tokens of a name takes 2 µs for each contact, and in vain where the matches are rare.
 */
const NEWEST = 500;
const NEXT = 20_000;
const SOME = 3;

/**
 * Returns one page of the contacts that meet conditions, newest first, where no index has the matches in this order.
 * Postgres cannot choose how to find them: it has no statistics of rare tags and tokens, takes them for frequent, and
 * walks through all contacts, newest first. So only the newest are asked first, which fills the page if the conditions
 * are often met. Otherwise all matches are found, by an index where there is one, and the newest taken of them.
 */
export async function newestContacts(
  trx: Trx,
  request: PageRequest,
  conditions: Conditions,
): Promise<Page<Contact>> {
  const first = await amongNewest(trx, request, conditions, NEWEST);
  if (first.next_cursor !== null) return first;
  if (first.data.length >= Math.min(SOME, request.limit)) {
    const next = await amongNewest(trx, request, conditions, NEXT);
    if (next.next_cursor !== null) return next;
  }
  return amongAll(trx, request, conditions);
}

const NEWEST_FIRST = [
  { column: 'created_at', order: 'desc' },
  { column: 'id', order: 'desc' },
] as const;

function amongNewest(
  trx: Trx,
  request: PageRequest,
  conditions: Conditions,
  many: number,
): Promise<Page<Contact>> {
  const newest = trx('contacts')
    .select('contacts.*')
    .orderBy([...NEWEST_FIRST])
    .limit(many);
  after(newest, request, 'created_at', 'contacts');
  const among = trx(newest.as('contacts')).select('contacts.*');
  conditions(among);
  return page<Contact>(among, request, 'created_at', 'contacts');
}

/** In steps of their own: Postgres would walk in the order of the list if it saw the limit. */
function amongAll(trx: Trx, request: PageRequest, conditions: Conditions): Promise<Page<Contact>> {
  const matching = trx('contacts').select('contacts.id', 'contacts.created_at');
  conditions(matching);
  after(matching, request, 'created_at', 'contacts');
  const first = trx('matching')
    .select('id')
    .orderBy([...NEWEST_FIRST])
    .limit(request.limit + 1);
  const query = trx('contacts')
    .withMaterialized('matching', matching)
    .select('contacts.*')
    .whereIn('contacts.id', first);
  return page<Contact>(query, request, 'created_at', 'contacts');
}
