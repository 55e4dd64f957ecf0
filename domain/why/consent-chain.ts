import type { Trx } from '#lib/db.ts';
import type { Consent } from '#models/consent.ts';
import { consentAddress } from '../consent/consent-address.ts';
import { eventsOf } from '../consent/read/read.ts';
import type { ConsentState } from '../consent/rules.ts';
import {
  statementHash,
  statementOf,
  subjectHash,
  subjectSalt,
} from '../consent/record/statement.ts';
import { viewEach, viewOne, type Marked } from '../addresses/view-each.ts';
import { eventView } from '../consent/read/view.ts';
import type { TenantKeys } from '../keyring/keyring.ts';
import { personKeysOf } from '../encryption/person-keys.ts';
import type { AddressAbsent, AddressGone } from '../addresses/absent.contract.ts';
import { addressAbsent } from '../addresses/absent.ts';
import { maskAddress } from '../addresses/address.ts';
import { decryptValue, forgiving } from '../encryption/personal.ts';

export type ShownEvent = ReturnType<typeof eventView> & Marked;

/** State of the consent at the moment of the decision, as known then or as known now. */
export type AsOf = { state: ConsentState; event_id: string | null };

export type ConsentChain = {
  consent: Consent;
  /** In clear; null once deleted, and if it cannot be read. */
  address: string | null;
  /** The address is there and cannot be read. */
  unreadable: boolean;
  history: ShownEvent[];
  known_then: AsOf;
  known_now: AsOf;
  /** Whether the event matches its audit row; null where the hash cannot be recomputed (erased). */
  stated: (eventId: string, hash: unknown) => boolean;
};

/** Returns a consent with everything that a decision at `at` could rest on. */
export async function consentChain(
  trx: Trx,
  keys: TenantKeys,
  consentId: string,
  { at, reveal }: { at: string; reveal: boolean },
): Promise<ConsentChain> {
  const consent: Consent = await trx('consents').where({ id: consentId }).first();
  const rows = await eventsOf(trx, consentId);
  // Unless revealed, no key of the person is read, and nothing is decrypted.
  const encrypted = reveal
    ? rows.flatMap((row) => [row.ip_enc, row.user_agent_enc, row.evidence_enc])
    : [];
  const persons = await personKeysOf(trx, keys, encrypted);
  const tried = forgiving(keys);
  const address = consentAddress(tried, consent) || null;
  const { rows: asOf } = await trx.raw<{ rows: (AsOf & { known: 'then' | 'now' })[] }>(
    `select k.known, a.state, a.event_id
     from (values ('then', :at::timestamptz), ('now', now())) k(known, at_known)
     cross join lateral consents_as_of(array[:consent::uuid], array[:at::timestamptz],
       array[greatest(k.at_known, :at::timestamptz)]) a`,
    { at, consent: consentId },
  );
  const of = (known: 'then' | 'now'): AsOf => {
    const found = asOf.find((row) => row.known === known);
    return { state: found?.state ?? 'none', event_id: found?.event_id ?? null };
  };
  return {
    consent,
    address,
    unreadable: tried.damage.found,
    history: viewEach(keys, rows, (open, row) => eventView(open, persons, row, reveal)),
    known_then: of('then'),
    known_now: of('now'),
    stated: (eventId, hash) => {
      const event = rows.find((row) => row.id === eventId);
      if (!event) return false;
      // Without the address the record cannot be proven.
      if (tried.damage.found) return false;
      // The address was deleted: the statement cannot be hashed without it.
      if (address === null) return true;
      const hashes = new Map(
        [
          [event.wording_id, event.wording_sha256],
          [event.notice_id, event.notice_sha256],
        ].flatMap(([id, sha]): [string, string][] => (id && sha ? [[id, sha]] : [])),
      );
      const subject = subjectHash(subjectSalt(keys, eventId), address);
      return statementHash(statementOf(event, consent, hashes, subject)) === hash;
    },
  };
}

export type ShownVerification = {
  id: string;
  channel: 'sms' | 'email';
  to: string | null;
  address_absent: AddressAbsent | null;
  status: string;
  asked_at: Date;
  finished_at: Date | null;
  attempts: number;
  /** Delivery of the code or link, as the provider reported it. */
  delivery: string;
} & Marked;

type VerificationRow = Omit<
  ShownVerification,
  'to' | 'address_absent' | 'asked_at' | 'unreadable'
> & {
  tenant_id: string;
  to_enc: Buffer | null;
  address_gone: AddressGone | null;
  created_at: Date;
};

/** Returns the verification that proved the address; codes are never stored. Null when retention has deleted it. */
export async function verificationShown(
  trx: Trx,
  keys: TenantKeys,
  id: string,
  reveal: boolean,
): Promise<ShownVerification | null> {
  const row: VerificationRow | undefined = await trx('verifications')
    .where({ id })
    .first('tenant_id', 'id', 'channel', 'to_enc', 'address_gone', 'status', 'created_at', 'finished_at', 'attempts', 'delivery'); // prettier-ignore
  if (!row) return null;
  return viewOne(keys, row, (open) => {
    const { tenant_id, to_enc, address_gone, created_at, ...rest } = row;
    const to = decryptValue(open, { tenantId: tenant_id, table: 'verifications', id, column: 'to' }, to_enc); // prettier-ignore
    return {
      ...rest,
      to: to ? (reveal ? to : maskAddress(row.channel, to)) : null,
      address_absent: addressAbsent(to, address_gone),
      asked_at: created_at,
    };
  });
}

export type ShownForm = {
  form_id: string;
  form_version: number;
  language: string;
  sha256: string;
  /** Proof that it was not sent by a program: proof of work, a ticket of ours, or limits alone. */
  proof: string;
  submitted_at: Date;
  shown: unknown;
};

/** Returns the form of a verification, exactly as it was shown; null when it did not come from a form. */
export async function formShown(trx: Trx, verificationId: string): Promise<ShownForm | null> {
  const row: ShownForm | undefined = await trx('form_submissions as f')
    .join('form_snapshots as s', (on) => {
      on.on('s.tenant_id', 'f.tenant_id').on('s.id', 'f.snapshot_id');
    })
    .where('f.verification_id', verificationId)
    .first(
      's.form_id',
      's.form_version',
      's.language',
      trx.raw(`encode(s.sha256, 'hex') as sha256`),
      'f.proof',
      'f.created_at as submitted_at',
      's.shown',
    );
  return row ?? null;
}
