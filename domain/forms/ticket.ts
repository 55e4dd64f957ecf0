import type { KeyObject } from 'node:crypto';
import { createChallenge, verifySolution } from 'altcha-lib';
import { deriveKey } from 'altcha-lib/algorithms/pbkdf2';
import { z } from 'zod';
import { hmac } from '#lib/crypto.ts';
import type { Trx } from '#lib/db.ts';
import { AppError } from '#lib/errors.ts';
import type { TenantKeys } from '../keyring/keyring.ts';
import type { FormSettings } from './contract.ts';

/*
 * Every page with a form has a ticket: a signed ALTCHA challenge, bound to the form, valid for an hour and for one
 * submission. A browser with scripts solves it (proof of work, no third party). One without scripts sends the ticket
 * itself, which counts for less: tighter limits (submit.ts), and at least two seconds between page and submission.
 */

/** The proof that a submission is not from a bot. */
export type Proof = 'work' | 'ticket' | 'none';

const ALGORITHM = 'PBKDF2/SHA-256';
/** PBKDF2 rounds per try; 256 tries on average. On a phone about 0.3, 1 and 4 seconds. */
const COST: Record<FormSettings['difficulty'], number> = {
  low: 1_000,
  normal: 4_000,
  high: 16_000,
};
const HOUR = 3_600_000;
const LEAST_MS = 2_000;

const challenge = z.object({
  parameters: z.looseObject({
    algorithm: z.literal(ALGORITHM),
    nonce: z.string().min(16).max(128),
    salt: z.string().max(128),
    cost: z.number().int().min(1).max(COST.high),
    keyLength: z.number().int().min(16).max(64),
    keyPrefix: z.string().min(2).max(8),
    data: z.object({ form: z.string(), at: z.number() }),
  }),
  signature: z.string(),
});
const payload = z.object({
  challenge,
  solution: z.object({ counter: z.number().int().min(0), derivedKey: z.string().max(256) }),
});

const secretOf = (key: KeyObject): string => hmac(key, 'form-ticket').toString('base64');

/**
 * Returns a new ticket as the page contains it: base64 of the challenge's JSON.
 * @param now `timeOf` a transaction, as in `useTicket`; the library would use this process's clock for the expiry
 */
export async function newTicket(
  keys: TenantKeys,
  form: { id: string; difficulty: FormSettings['difficulty'] },
  now: Date,
): Promise<string> {
  const made = await createChallenge({
    algorithm: ALGORITHM,
    cost: COST[form.difficulty],
    deriveKey,
    keyPrefix: '00',
    data: { form: form.id, at: now.getTime() },
    hmacSignatureSecret: secretOf(keys.signing),
  });
  return Buffer.from(JSON.stringify(made)).toString('base64');
}

/**
 * Uses the ticket of a submission; each works once.
 * @param sent `altcha`: the solved challenge, `ticket`: the challenge alone; both may be empty
 * @throws AppError invalid (field `ticket`): forged, for another form, too old, too fast, used before
 */
export async function useTicket(
  trx: Trx,
  keys: TenantKeys,
  form: { tenantId: string; id: string },
  sent: { altcha: string; ticket: string },
  now: Date,
): Promise<Proof> {
  const solved = payload.safeParse(json(sent.altcha)).data;
  if (sent.altcha && !solved) throw refused();
  const ticket = solved?.challenge ?? challenge.safeParse(json(sent.ticket)).data;
  if (!ticket) {
    if (sent.ticket) throw refused();
    return 'none';
  }
  const check = (key: KeyObject) =>
    verifySolution({
      challenge: ticket,
      solution: solved?.solution ?? { counter: 0, derivedKey: '' },
      deriveKey,
      hmacSignatureSecret: secretOf(key),
    });
  const [current, ...older] = keys.signingKeys;
  let checked = await check(current ?? keys.signing);
  // Signed with a key that was replaced since.
  for (const key of older) if (checked.invalidSignature !== false) checked = await check(key);
  const { nonce, data } = ticket.parameters;
  const ends = data.at + HOUR;
  const ours = ends >= now.getTime() && checked.invalidSignature === false && data.form === form.id;
  if (!ours || (solved && !checked.verified)) throw refused();
  if (!solved && now.getTime() - data.at < LEAST_MS) throw tooSoon();
  await trx('form_tickets').where('expires_at', '<', trx.fn.now()).delete();
  const used: unknown[] = await trx('form_tickets')
    .insert({ tenant_id: form.tenantId, nonce, expires_at: new Date(ends) })
    .onConflict(['tenant_id', 'nonce'])
    .ignore()
    .returning('nonce');
  if (!used.length) throw refused();
  return solved ? 'work' : 'ticket';
}

/** One error for every problem with a ticket: a reloaded page has a new one. */
const refused = (): AppError =>
  new AppError('invalid', 'This page was open too long or was already sent; send it again', {
    errors: [{ path: 'ticket', message: 'is no longer valid' }],
  });

/** The ticket stays valid: the same page can be sent again later. */
const tooSoon = (): AppError =>
  new AppError('invalid', 'This was sent too soon; wait a moment and send it again', {
    errors: [{ path: 'ticket', message: 'was sent too soon; wait a moment and send it again' }],
  });

function json(encoded: string): unknown {
  try {
    return JSON.parse(Buffer.from(encoded, 'base64').toString('utf8'));
  } catch {
    return null;
  }
}
