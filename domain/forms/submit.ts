import { AppError, invalidField } from '#lib/errors.ts';
import { newId } from '#lib/ids.ts';
import { timeOf } from '#lib/transaction-time.ts';
import { maskAddress, spellAddress } from '../addresses/address.ts';
import { requestUnproven } from '../opt-in/unproven.ts';
import { requestOptIn } from '../opt-in/request-opt-in.ts';
import type { PublicTenant, PublicVisitor } from './public-forms.ts';
import { personContext, type Services } from '../context.ts';
import { isBlocked, isSuppressed } from '../suppressions/blocked.ts';
import { erasedAmong } from '../suppressions/erased.ts';
import { blindIndex } from '../keyring/keyring.ts';
import type { Shown, Submission } from './contract.ts';
import { countSubmission } from './limits.ts';
import { languageFor, whatIsShown, type PublicForm } from './public-form.ts';
import { fingerprint, keepSnapshot, snapshotShown } from './snapshot.ts';
import { useTicket } from './ticket.ts';

/** The answer to the visitor: the same for everybody, known or not, person or program. */
export type Submitted = { verificationId: string; to: string; channel: 'sms' | 'email' };

/**
 * Submits a sign-up form: sends one code or mail, whose confirmation grants the ticked purposes, each with the
 * wording beside its box. Stored as evidence: form, version, the signed text shown, page, network address and browser
 * of the visitor. For an erased person the evidence is stored with the code only.
 * @throws AppError invalid (address, purposes, ticket, shown), rate_limited, unavailable
 */
export async function submitForm(
  services: Services,
  tenant: PublicTenant,
  form: PublicForm,
  input: Submission,
  visitor: PublicVisitor,
): Promise<Submitted> {
  const { channel } = input;
  if (!form.channels.includes(channel)) throw invalidField('channel', 'is not offered here');
  const read = spellAddress(channel, input.address, tenant.country);
  if ('problem' in read) throw invalidField('address', read.problem);
  const { address } = read;
  const answer = { verificationId: newId(), to: maskAddress(channel, address), channel };
  // Gives a program that fills in every field the normal answer.
  if (input.website) return answer;

  const keys = await services.keyring.keys(tenant);
  const ready = await services.db.withTenant(tenant, async (trx) => {
    const shown = await shownTo(input);
    const boxes = chosen(shown, input.purposes);
    const now = timeOf(trx);
    const formId = { tenantId: tenant.tenantId, id: form.id };
    const proof = await useTicket(trx, keys, formId, input, now);
    await countSubmission(trx, keys, {
      formId: form.id,
      ip: visitor.ip,
      // Where the form requires no proof of work, a ticket counts as much.
      proof: proof === 'ticket' && !form.proof_of_work ? 'work' : proof,
    });
    const addressBidx = blindIndex(keys, channel, address);
    const blocked = await isBlocked(trx, { channel, addressBidx }, 'owner');
    const snapshot = await keepSnapshot(trx, tenant.tenantId, keys, shown);
    const erased = (await erasedAmong(trx, keys, [{ channel, address }])).size > 0;
    return { shown, boxes, proof, snapshot, blocked, erased };

    async function shownTo({ shown: seen, language }: Submission): Promise<Shown> {
      const target = {
        channel,
        language: languageFor(form.languages, { asked: language ?? null }),
      };
      const now = await whatIsShown(trx, tenant, form, target);
      if (seen === fingerprint(now)) return now;
      const earlier = seen ? await snapshotShown(trx, form.id, seen) : null;
      if (earlier?.channel === channel) return earlier;
      throw invalidField('shown', 'has changed; read it again');
    }
  });
  // Nothing may be sent to a blocked address, and the answer does not reveal that.
  if (ready.blocked) return answer;

  const { shown, snapshot } = ready;
  const ctx = { ...personContext(tenant, visitor), resourceId: answer.verificationId };
  const request = {
    ...(channel === 'sms' ? { phone: address } : { email: address }),
    channel,
    purposes: ready.boxes.map(({ purpose, wording }) => ({ purpose, wording })),
    source: 'web_form' as const,
    language: shown.language,
    evidence: {
      form_url: visitor.formUrl,
      ip: visitor.ip,
      user_agent: visitor.userAgent,
      form_id: form.id,
      form_version: String(shown.form.version),
      form_snapshot: snapshot.sha256,
      form_signature: snapshot.signature,
      ...(visitor.embeddedOn ? { embedded_on: visitor.embeddedOn } : {}),
    },
  };
  const started = await ask().catch((error: unknown) => {
    // Blocked just now.
    if (isSuppressed(error)) return null;
    throw error;
  });
  if (!started) return answer;
  await services.db.withTenant(tenant, (trx) =>
    trx('form_submissions').insert({
      tenant_id: tenant.tenantId,
      id: newId(),
      form_id: form.id,
      snapshot_id: snapshot.id,
      verification_id: started.verification_id,
      proof: ready.proof,
      embedded_on: visitor.embeddedOn ?? null,
    }),
  );
  return answer;

  function ask(): Promise<{ verification_id: string | null }> {
    const { jurisdiction } = form;
    return ready.erased
      ? requestUnproven(services, ctx, request, jurisdiction)
      : requestOptIn(services, ctx, request, { again: true, jurisdiction });
  }
}

/** Returns the ticked boxes, in the order shown. @throws AppError invalid for one that was not shown */
function chosen(shown: Shown, ticked: readonly string[]): Shown['boxes'] {
  const boxes = shown.boxes.filter(({ purpose }) => ticked.includes(purpose));
  if (!boxes.length || boxes.length !== new Set(ticked).size) {
    throw new AppError('invalid', 'Tick what you want', {
      errors: [{ path: 'purposes', message: 'tick what you want' }],
    });
  }
  return boxes;
}
