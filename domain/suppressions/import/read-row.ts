import { z } from 'zod';
import { invalidField } from '#lib/errors.ts';
import { own } from '#lib/own.ts';
import { countryCodeOf } from '../../countries.contract.ts';
import { normalizeAddress } from '../../addresses/address.ts';
import { saidBy } from '../../imports/header-words.ts';
import { saysOwnAddress } from '../../imports/own-address.ts';
import { swallowedMessage, swallowedRow } from '../../imports/swallowed.ts';
import { withoutAddressMark } from '../../imports/text-mark.ts';
import { addressWords } from '../../addresses/by-channel.ts';
import { calendarDay, instantText } from '../../instant.contract.ts';
import { wrongEnd } from '../end.ts';
import type { NewSuppression } from '../suppress.ts';
import {
  ONLY_ERASURES,
  statedReason,
  type SuppressionImportOptions,
  type SuppressionReason,
} from '../contract.ts';

/** The same limit as POST /suppressions. */
const LONGEST_NOTE = 500;

type Column = 'channel' | 'country' | 'reason' | 'note' | 'expires_at';
/** A column of addresses: `channel` as its name says, null where the name only means addresses. */
type AddressColumn = { index: number; name: string; channel: 'sms' | 'email' | null };
/** The index of each column in a row. */
export type Columns = Partial<Record<Column, number>> & { addresses: AddressColumn[] };

const NAMES: Record<string, Column> = {
  channel: 'channel', reason: 'reason', note: 'note', comment: 'note',
  expires_at: 'expires_at', expires: 'expires_at', until: 'expires_at',
}; // prettier-ignore

const ADDRESSES = new Set(['address', 'number']);

/** Finds the columns by the header, with all columns of addresses. @throws AppError invalid (`file`) without one */
export function findColumns(header: readonly string[]): Columns {
  const found: Columns = { addresses: [] };
  header.forEach((raw, index) => {
    const name = raw.toLowerCase().trim();
    const column = own(NAMES, name);
    const target = saidBy(raw)?.target;
    if (column) found[column] ??= index;
    else if (ADDRESSES.has(name)) found.addresses.push({ index, name: raw, channel: null });
    else if (target === 'email') found.addresses.push({ index, name: raw, channel: 'email' });
    else if (target === 'phone') found.addresses.push({ index, name: raw, channel: 'sms' });
    else if (target === 'country') found.country ??= index;
  });
  if (!found.addresses.length) {
    throw invalidField('file', 'needs a column named address, email or phone in its first row');
  }
  return found;
}

/** What counts for rows that say nothing about it. Imports begun by an earlier release may have any reason. */
type RowDefaults = Pick<SuppressionImportOptions, 'channel'> & { reason: SuppressionReason };

/** Further words of columns of blocked addresses: `Blocked email`, `Do not call phone`. */
const BLOCKED = new Set(
  'blocked block blacklisted blacklist suppressed suppression excluded removed rejected invalid dead complained complaint unsubscriber stopped stop dnc do not call mail send never gesperrt gesperrte gesperrter sperr sperrliste bloque bloqueado bloqueada bloccato geblokkeerd sparrad sparret zablokowany blokovany'.split(
    ' ',
  ),
);

/**
 * Refuses a file with addresses of somebody else, or of whom the header does not say: they would be blocked for a
 * person who never asked. Left out in silence, somebody who asked might not be blocked.
 * @throws AppError invalid (`file`) with the column
 */
export function assertOwnAddresses(header: readonly string[]): void {
  const others = findColumns(header).addresses.find(
    ({ channel, name }) => channel !== null && !saysOwnAddress(name, BLOCKED),
  );
  if (others)
    throw invalidField(
      'file',
      `has the column “${others.name.slice(0, 100)}”, and its name does not say that these are the addresses to block: name it email or phone if they are, otherwise remove it`,
    );
}

const end = z.union([instantText, calendarDay]);

/** The suppressions of a row, and messages about its invalid values; messages never contain an address. */
export type ReadSuppressions = { good: NewSuppression[]; bad: string[] };

const wrong = (message: string): ReadSuppressions => ({ good: [], bad: [message] });

/**
 * Reads one row: a suppression for each of its addresses.
 * @param now decides whether `expires_at` is past, or too far ahead
 */
export function readSuppressions(
  values: readonly string[],
  columns: Columns,
  options: RowDefaults,
  country: string,
  now: Date,
): ReadSuppressions {
  const swallowed = swallowedRow(
    values,
    columns.addresses.map(({ index }) => index),
    (text) =>
      normalizeAddress('email', text, country) !== null ||
      normalizeAddress('sms', text, country) !== null,
  );
  if (swallowed !== null) return wrong(swallowedMessage(swallowed));
  const at = (column: Column): string => {
    const index = columns[column];
    return index === undefined ? '' : (values[index] ?? '');
  };
  const named = at('channel').toLowerCase();
  if (named && named !== 'sms' && named !== 'email') return wrong('channel must be sms or email');
  const only = named === 'sms' || named === 'email' ? named : null;
  const cells = columns.addresses
    .map((column) => ({ column, raw: withoutAddressMark(values[column.index] ?? '') }))
    .filter(({ raw }) => raw);
  // If a row has several addresses, its `channel` selects among them.
  const meant = cells.filter(({ column }) => cells.length < 2 || !only || (column.channel ?? only) === only); // prettier-ignore
  if (!meant.length) return wrong('has no address');
  const stated = at('reason').toLowerCase();
  if (stated === 'erasure') return wrong(`reason ${ONLY_ERASURES}`);
  const reason = stated ? statedReason.safeParse(stated) : null;
  if (reason && !reason.success) return wrong('reason is not a known reason');
  const expires = at('expires_at') ? end.safeParse(at('expires_at')) : null;
  if (expires && !expires.success) return wrong('expires_at is not a date such as 2027-01-31');
  const expiresAt = expires ? new Date(expires.data) : null;
  const wrongly = wrongEnd(expiresAt ?? undefined, now);
  if (wrongly !== undefined) return wrong(`expires_at ${wrongly}`);
  const note = at('note').trim();
  if (note.length > LONGEST_NOTE) return wrong(`note has more than ${LONGEST_NOTE} characters`);
  if (/\p{Cc}/u.test(note.replaceAll(/[\r\n\t]/g, '')))
    return wrong('note contains control characters');
  const read: ReadSuppressions = { good: [], bad: [] };
  // The row's country decides how a national number is read. With an unknown country only numbers with a country code
  // are valid.
  const home = at('country') ? countryCodeOf(at('country')) : country;
  for (const { column, raw } of meant) {
    const channel = only ?? shapeOf(raw, column, options, cells.length);
    const address = normalizeAddress(channel, raw, home ?? '');
    if (address === null) {
      const where = columns.addresses.length > 1 ? `${column.name} ` : '';
      const unread =
        channel === 'sms' && home === null ? ': country is not known, or may be two' : '';
      read.bad.push(`${where}is not ${addressWords(channel)}${unread}`);
      continue;
    }
    read.good.push({
      channel,
      address,
      reason: reason?.data ?? options.reason,
      ...(note ? { note } : {}),
      ...(expiresAt ? { expires_at: expiresAt } : {}),
    });
  }
  return read;
}

/**
 * Returns the channel of an address. If a row has several, the column decides; otherwise the option of the import,
 * else the form of the address.
 */
function shapeOf(
  raw: string,
  column: AddressColumn,
  options: RowDefaults,
  cells: number,
): 'sms' | 'email' {
  if (cells > 1 && column.channel) return column.channel;
  return options.channel ?? (raw.includes('@') ? 'email' : 'sms');
}
