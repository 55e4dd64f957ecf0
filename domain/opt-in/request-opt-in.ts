import type { Trx } from '#lib/db.ts';
import { newId } from '#lib/ids.ts';
import type { Consent } from '#models/consent.ts';
import { Verification } from '#models/verification.ts';
import { resolveContact } from '../contacts/resolve-contact.ts';
import type { Context, Services } from '../context.ts';
import { refuseAhead } from '../event-time.ts';
import { postStart } from '../process-outbox/post.ts';
import { workflowId } from '../processes.ts';
import { isBlocked, suppressed } from '../suppressions/blocked.ts';
import { createVerification } from '../verification/create.ts';
import { CODE_TTL_MS, OPT_IN_TTL_MS } from '../verification/rules.ts';
import type { OptInRequest } from '../consent/contract.ts';
import { provenBy } from '../consent/ask/proves.ts';
import { purposesNamed } from '../purposes/purposes.ts';
import { recordRequests, type AskedConsent } from '../consent/ask/record-requests.ts';

export type OptIn = {
  /** The first of the requested consents. */
  id: string;
  status: Consent['state'];
  contact_id: string;
  /** One code or link proves all of them; null when all were granted before. */
  verification_id: string | null;
  workflow_id: string | null;
  consents: AskedConsent[];
};

/**
 * Asks a person to confirm, for one purpose or several at once: the consents become pending, one code (and for mail a
 * link) goes out and grants them all. A new request while pending sends a new code. Granted consents stay granted.
 * @param options.again whether granted consents are requested and proved once more: for public pages, whose answer
 *   must not reveal who has granted
 * @param options.jurisdiction whose law applies, as the form states it
 * @throws AppError invalid, not_found, conflict (withdrew: only they can come back; blocked), rate_limited, unavailable
 */
export async function requestOptIn(
  services: Services,
  ctx: Context,
  input: OptInRequest,
  options: { again?: boolean; jurisdiction?: string | null } = {},
): Promise<OptIn> {
  await services.processes.ping();
  const keys = await services.keyring.keys(ctx);
  const verificationId = ctx.resourceId ?? newId();

  return services.db.withTenant(ctx, async (trx): Promise<OptIn> => {
    const again = await Verification.query(trx).findOne({ id: verificationId });
    if (again?.consent_id) return repeated(trx, ctx, again);
    const capturedAt = input.evidence?.captured_at;
    refuseAhead(trx, 'evidence.captured_at', capturedAt);
    const purposes = await purposesNamed(trx, input);
    const person = await resolveContact(trx, keys, ctx, input, {
      channel: input.channel,
      create: true,
    });
    const blocked = { channel: input.channel, addressBidx: person.addressBidx };
    if (await isBlocked(trx, blocked, ctx.actor.type === 'person' ? 'owner' : 'anybody')) {
      throw suppressed();
    }
    const asked = await recordRequests(trx, ctx, keys, {
      input,
      purposes,
      person,
      capturedAt,
      ...options,
    });
    const [lead] = asked.consents;
    const [first] = asked.proves;
    const answer = {
      id: lead?.id ?? '',
      status: lead?.status ?? 'none',
      contact_id: person.id,
      consents: asked.consents,
    };
    if (!first) return { ...answer, verification_id: null, workflow_id: null };
    const made = await createVerification(trx, ctx, keys, {
      id: verificationId,
      channel: input.channel,
      address: person.address,
      addressBidx: person.addressBidx,
      purpose: 'opt_in',
      ttlMs: input.channel === 'email' ? OPT_IN_TTL_MS : CODE_TTL_MS,
      contactId: person.id,
      proves: asked.proves,
      clientIp: input.evidence?.ip,
    });
    const process = await postOptIn(trx, ctx, first.request_event_id, made.id);
    return { ...answer, verification_id: made.id, workflow_id: process };
  });
}

/** Starts the process of a request; it sends the code or link through a verification of its own. @returns its id */
async function postOptIn(
  trx: Trx,
  ctx: Context,
  requestEventId: string,
  verificationId: string,
): Promise<string> {
  const process = workflowId('opt-in', ctx.tenantId, requestEventId);
  const input = { tenantId: ctx.tenantId, id: requestEventId, verificationId };
  await postStart(trx, ctx, 'opt-in', process, input);
  return process;
}

/** Answers the same request again after a crash: its rows exist, its processes are started again. */
async function repeated(trx: Trx, ctx: Context, v: Verification): Promise<OptIn> {
  const proves = await provenBy(trx, v.id);
  const consents: OptIn['consents'] = await trx('consents as c')
    .join('purposes as p', (on) => {
      on.on('p.tenant_id', 'c.tenant_id').on('p.id', 'c.purpose_id');
    })
    .whereIn(
      'c.id',
      proves.map((one) => one.consent_id),
    )
    .orderByRaw('c.id = ? desc, c.id', [v.consent_id])
    .select('c.id', 'p.key as purpose', 'c.state as status');
  return {
    id: v.consent_id ?? '',
    status: 'pending',
    contact_id: v.contact_id ?? '',
    verification_id: v.id,
    workflow_id: await postOptIn(trx, ctx, v.request_event_id ?? '', v.id),
    consents,
  };
}
