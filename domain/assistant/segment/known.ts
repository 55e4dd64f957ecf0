import type { Trx } from '#lib/db.ts';
import { dayAt } from '#lib/time-zone.ts';
import { timeOf } from '#lib/transaction-time.ts';
import { tagsInUse } from '../../contacts/tags-in-use.ts';

/** What a sentence may be about: the organization's day, and values that contacts have. */
export type Known = {
  /** The day in the organization's zone: `2026-11-30`. */
  today: string;
  zone: string;
  country: string;
  /** The most used, those first. */
  tags: string[];
  /** Languages as tags, countries by their two letters, in alphabetical order. */
  languages: string[];
  countries: string[];
};

/** Values of a column that a model is told of. */
const MOST = 100;

/**
 * Walks along an index from one value to the next: reading all contacts for a few values takes half a second for a
 * million.
 */
const distinct = (value: string): string => `
  with recursive known as (
    (select ${value} as v from contacts where ${value} is not null order by 1 limit 1)
    union all
    select (select ${value} from contacts where ${value} > known.v order by 1 limit 1)
    from known where known.v is not null)
  select v from known where v is not null limit ${MOST}`;
const LANGUAGES = distinct('lower(locale)');
const COUNTRIES = distinct('country');

/** Reads what a model is told of an organization's contacts: values without anybody who has them. */
export async function knownValues(trx: Trx): Promise<Known> {
  const tenant: { time_zone: string; country: string } | undefined = await trx('tenants').first('time_zone', 'country'); // prettier-ignore
  const zone = tenant?.time_zone ?? 'UTC';
  const languages = await valuesOf(trx, LANGUAGES);
  return {
    today: dayAt(timeOf(trx), zone),
    zone,
    country: tenant?.country ?? '',
    tags: (await tagsInUse(trx)).map(({ tag }) => tag),
    languages: languages.flatMap((tag) => canonical(tag)),
    countries: await valuesOf(trx, COUNTRIES),
  };
}

async function valuesOf(trx: Trx, sql: string): Promise<string[]> {
  const { rows } = await trx.raw<{ rows: { v: string }[] }>(sql);
  return rows.map(({ v }) => v);
}

function canonical(tag: string): string[] {
  try {
    return Intl.getCanonicalLocales(tag);
  } catch {
    return [];
  }
}

/** Returns which of some tags a contact has; the most used are known without a look. */
export async function tagsThere(trx: Trx, tags: readonly string[]): Promise<string[]> {
  const { rows } = await trx.raw<{ rows: { tag: string }[] }>(
    `select tag from unnest(?::text[]) tag
     where exists (select from contacts where tags @> array[tag])`,
    [[...tags]],
  );
  return rows.map(({ tag }) => tag);
}
