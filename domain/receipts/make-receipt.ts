import type { Trx } from '#lib/db.ts';
import { conflict, notFound } from '#lib/errors.ts';
import { publicBytes, signBytes } from '#lib/signing.ts';
import { Consent } from '#models/consent.ts';
import { ConsentEvent } from '#models/consent-event.ts';
import { sealedEntries, type SealedEntry } from '../audit/entry.ts';
import { pathOf } from '../audit/merkle.ts';
import { leavesOf, type Leaf } from '../audit/leaves.ts';
import { MOST_AT_ONCE, sealAudit, sealOver } from '../audit/seal-audit.ts';
import type { Seal } from '../audit/seal.ts';
import { maskAddress } from '../addresses/address.ts';
import type { Context, Services } from '../context.ts';
import { recordAudit } from '../audit/record.ts';
import { assertMayReveal } from '../reveal.ts';
import { forgiving } from '../encryption/personal.ts';
import type { TenantKeys } from '../keyring/keyring.ts';
import { signedBytes } from './check-receipt.ts';
import { consentAddress } from '../consent/consent-address.ts';
import { purposeNameIn, type PurposeName } from '../purposes/purpose-words.ts';
import type { Receipt } from './receipt.contract.ts';
import {
  statementHash,
  statementOf,
  subjectHash,
  subjectSalt,
} from '../consent/record/statement.ts';
import { wordingHashes } from '../purposes/wordings.ts';

/**
 * Creates a receipt for a member, with an audit row: the address is masked, or in clear for members who may see it.
 * @throws AppError not_found, forbidden (reveal), conflict (the record differs from the audit log)
 */
export async function consentReceipt(
  services: Services,
  ctx: Context,
  consentId: string,
  eventId: string | undefined,
  reveal: boolean,
): Promise<Receipt> {
  if (reveal) assertMayReveal(ctx);
  const made = await makeReceipt(services, ctx, consentId, { eventId, address: reveal });
  await services.db.withTenant(ctx, (trx) =>
    recordAudit(trx, ctx, {
      action: reveal ? 'consent.revealed' : 'consent.receipt_made',
      entityType: 'consent',
      entityId: consentId,
      detail: { event_id: made.consentReceiptID, receipt: true },
    }),
  );
  return made;
}

/**
 * Creates the receipt of a consent event, by default the last grant. An event without a seal is sealed now, so that a
 * receipt always contains its proof.
 * @param options.address whether the address is in clear, with the salt that proves it: for the person, or for
 *   members who may see personal data
 * @throws AppError not_found, conflict (the record differs from the audit log)
 */
export async function makeReceipt(
  services: Services,
  ctx: Context,
  consentId: string,
  options: { eventId?: string | undefined; address: boolean },
): Promise<Receipt> {
  const keys = await services.keyring.keys(ctx);
  const made = await services.db.withTenant(ctx, (trx) => draft(trx, keys, consentId, options));
  const proof = await sealedProof(services, ctx, made.entry);
  // The key that signed the seal, even if a newer one is in use.
  const signer = keys.sealKeys.get(proof.seal.key_version);
  if (!signer) throw conflict('The key of this seal no longer exists');
  const unsigned = {
    ...made.receipt,
    publicKey: publicBytes(signer.key).toString('base64url'),
    proof: { salt: made.salt, entry: made.entry, ...proof },
  };
  const signature = signBytes(signer.key, signedBytes(unsigned)).toString('base64url');
  return { ...unsigned, signature };
}

/**
 * Returns the proof of an audit row: its position under its seal. Rows without a seal are sealed now.
 * @throws AppError conflict
 */
export async function sealedProof(
  services: Services,
  ctx: Context,
  entry: SealedEntry,
): Promise<Proof> {
  const find = () => services.db.withTenant(ctx, (trx) => proofOf(trx, entry));
  let proof = await find();
  for (let count = MOST_AT_ONCE; !proof && count === MOST_AT_ONCE; proof = await find()) {
    count = await sealAudit(services, ctx);
  }
  if (!proof) throw conflict('This event has no seal yet; try again in a minute');
  return proof;
}

async function draft(
  trx: Trx,
  keys: TenantKeys,
  consentId: string,
  options: { eventId?: string | undefined; address: boolean },
) {
  const consent = await Consent.query(trx).findOne({ id: consentId });
  const eventId = options.eventId ?? consent?.granted_event_id ?? consent?.last_event_id;
  const event =
    consent && eventId
      ? await ConsentEvent.query(trx).findOne({ id: eventId, consent_id: consentId })
      : undefined;
  if (!consent || !event) throw notFound('Receipt');
  const tried = forgiving(keys);
  const address = consentAddress(tried, consent);
  if (tried.damage.found) {
    throw conflict(
      'The address a receipt is about cannot be read: it was changed in the database, or its key is gone',
    );
  }
  if (address === null) {
    throw conflict(
      consent.address_gone === 'erasure'
        ? 'This person was erased: the address a receipt is about is gone. The event stays in the audit log'
        : 'The address a receipt is about is no longer kept. The event stays in the audit log',
    );
  }
  const salt = subjectSalt(keys, event.id);
  const hashes = await wordingHashes(
    trx,
    [event.wording_id, event.notice_id].flatMap((id) => id ?? []),
  );
  const statement = statementOf(event, consent, hashes, subjectHash(salt, address));
  const [entry] = await sealedEntries(trx)
    .where({ 'a.entity_type': 'consent', 'a.entity_id': consent.id })
    .whereRaw(`a.detail ->> 'event_id' = ?`, [event.id])
    // The first row was written with the event; later ones only refer to it.
    .orderBy('a.seq')
    .limit(1);
  if (!isEntry(entry)) throw notFound('Receipt');
  if (entry.detail['statement_sha256'] === undefined) {
    throw conflict('This event was recorded before receipts; there is none for it');
  }
  if (entry.detail['statement_sha256'] !== statementHash(statement)) {
    throw conflict('This record does not match the audit log; verify the audit log');
  }
  const about = await facts(trx, consent, event);
  return {
    entry,
    salt: options.address ? salt : null,
    receipt: {
      version: 'KI-CR-v1.1.0' as const,
      jurisdiction: event.jurisdiction ?? '',
      consentTimestamp: Math.floor(event.captured_at.getTime() / 1000),
      collectionMethod: event.source,
      consentReceiptID: event.id,
      language: about.language,
      piiPrincipalId: options.address ? address : maskAddress(consent.channel, address),
      piiControllers: [{ piiController: about.organization, address: about.postal }],
      policyUrl: null,
      services: [
        {
          service: about.organization,
          purposes: [
            {
              purpose: about.purpose,
              purposeCategory: [about.category],
              consentType: 'EXPLICIT' as const,
              piiCategory: [consent.channel === 'sms' ? 'mobile number' : 'e-mail address'],
              primaryPurpose: true,
              termination: event.expires_at
                ? `when withdrawn, at the latest ${event.expires_at.toISOString()}`
                : 'when withdrawn',
              thirdPartyDisclosure: false,
            },
          ],
        },
      ],
      sensitive: false as const,
      spiCat: [],
      record: {
        schema_version: 'ISO/IEC TS 27560:2023' as const,
        record_id: consent.id,
        source_stated: event.source_stated,
        wording: about.wording,
        notice: about.notice,
        statement,
      },
    },
  };
}

type About = {
  organization: string;
  postal: string | null;
  purpose: string;
  category: string;
  wording: string | null;
  notice: string | null;
  language: string;
};

type FactsRow = Omit<About, 'purpose'> & Omit<PurposeName, 'language'> & { name_language: string };

/** Reads the names as they were: the purpose in the version of the event, in the language of its wording. */
async function facts(trx: Trx, consent: Consent, event: ConsentEvent): Promise<About> {
  const { rows } = await trx.raw<{ rows: FactsRow[] }>(
    `select t.name as organization, t.settings ->> 'postal_address' as postal,
       coalesce(v.name, p.name) as name, coalesce(v.language, p.language) as name_language,
       coalesce(v.translations, p.translations) as translations,
       p.category, w.text as wording, n.text as notice,
       coalesce(nullif(w.language, 'und'), b.language, t.locale) as language
     from purposes p join tenants t on t.tenant_id = p.tenant_id
     left join purpose_versions v on v.tenant_id = p.tenant_id and v.purpose_id = p.id and v.version = :version
     left join wordings w on w.tenant_id = p.tenant_id and w.id = :wording
     left join wordings n on n.tenant_id = p.tenant_id and n.id = :notice
     -- A withdrawal has no wording: its language is that of the grant it withdraws.
     left join lateral (
       select x.language from consent_events e
       join wordings x on x.tenant_id = e.tenant_id and x.id = e.wording_id and x.language <> 'und'
       where e.tenant_id = p.tenant_id and e.consent_id = :consent
         and e.seq < (select seq from consent_events where id = :event)
       order by e.seq desc limit 1) b on true
     where p.id = :purpose`,
    {
      version: event.purpose_version,
      wording: event.wording_id,
      notice: event.notice_id,
      purpose: consent.purpose_id,
      consent: consent.id,
      event: event.id,
    },
  );
  const [row] = rows;
  if (!row) throw notFound('Receipt');
  const { name, name_language, translations, ...about } = row;
  const purpose = { name, language: name_language, translations };
  return { ...about, purpose: purposeNameIn(purpose, about.language) };
}

type Proof = { index: number; path: string[]; seal: Seal };

/** Returns the proof of a row; null while it has no seal. */
async function proofOf(trx: Trx, entry: SealedEntry): Promise<Proof | null> {
  const leaf: Leaf | undefined = await trx('audit_leaves')
    .where({ entry_id: entry.id })
    .first('position', 'entry_id', 'hash');
  const seal = leaf && (await sealOver(trx, leaf.position));
  if (!leaf || !seal) return null;
  const index = leaf.position - seal.first_position;
  const leaves = await leavesOf(trx, seal);
  const path = pathOf(
    leaves.map((one) => one.hash),
    index,
  );
  return { index, path: path.map((hash) => hash.toString('hex')), seal };
}

/** Narrows the type of a row: `detail` is a JSON object. */
const isEntry = (row: unknown): row is SealedEntry & { detail: Record<string, unknown> } =>
  typeof row === 'object' && row !== null && 'detail' in row && typeof row.detail === 'object';
