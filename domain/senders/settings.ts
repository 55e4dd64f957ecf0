import type { Trx } from '#lib/db.ts';
import { invalidField } from '#lib/errors.ts';
import { domainOf } from '#lib/mailbox.ts';
import { spellEmail } from '../addresses/spell-email.ts';
import type { SenderPatch } from './contract.ts';
import { neverProved } from './never-proved.ts';

export type SenderSettings = {
  name: string | null;
  email: string | null;
  reply_to: string | null;
};

/** Reads an organisation's sender settings; null where nothing is set. */
export async function readSender(
  trx: Trx,
): Promise<{ organization: string; sender: SenderSettings }> {
  const row: SenderSettings & { organization: string } = await trx('tenants').first(
    'name as organization',
    trx.raw(`settings #>> '{sender,name}' as name`),
    trx.raw(`settings #>> '{sender,email}' as email`),
    trx.raw(`settings #>> '{sender,reply_to}' as reply_to`),
  );
  const { organization, ...sender } = row;
  return { organization, sender };
}

/**
 * Returns the settings after a change.
 * @param mustProve whether an address on an unproved domain is refused
 * @throws AppError invalid
 */
export async function changedSender(
  trx: Trx,
  patch: SenderPatch | null,
  mustProve: boolean,
): Promise<SenderSettings> {
  if (patch === null) return { name: null, email: null, reply_to: null };
  const { sender } = await readSender(trx);
  const email = spelled('sender.email', patch.email);
  const reply_to = spelled('sender.reply_to', patch.reply_to);
  if (email) mustBeProvable(email);
  if (email && mustProve) await mustBeProved(trx, email);
  return {
    name: patch.name === undefined ? sender.name : patch.name,
    email: email === undefined ? sender.email : email,
    reply_to: reply_to === undefined ? sender.reply_to : reply_to,
  };
}

/** Returns whether the exact domain of an address is proved; a proved parent domain does not count. */
export async function isProved(trx: Trx, email: string): Promise<boolean> {
  const row: unknown = await trx('sending_domains')
    .where({ domain: domainOf(email) })
    .whereNotNull('proved_at')
    .first('id');
  return row !== undefined;
}

/** Refuses an address that can never be proved: mails would always come from the installation's address instead. */
function mustBeProvable(email: string): void {
  const domain = domainOf(email);
  const why = neverProved(domain);
  if (why !== null) throw invalidField('sender.email', `is of ${domain}, which ${why}`);
}

async function mustBeProved(trx: Trx, email: string): Promise<void> {
  if (await isProved(trx, email)) return;
  throw invalidField(
    'sender.email',
    `is of a domain that is not proved to be yours; add ${domainOf(email)} as a sending domain first`,
  );
}

/** Not every mail server accepts non-ASCII letters before the @ (RFC 6531), and a sender must work everywhere. */
const PLAIN = /^[\x21-\x7e]+$/;

function spelled(field: string, raw: string | null | undefined): string | null | undefined {
  if (raw === undefined || raw === null) return raw;
  const found = spellEmail(raw);
  if ('problem' in found) throw invalidField(field, found.problem);
  if (!PLAIN.test(found.address)) {
    throw invalidField(
      field,
      'must have plain letters before the @, so that it arrives everywhere',
    );
  }
  return found.address;
}
