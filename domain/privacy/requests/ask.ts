import { newId } from '#lib/ids.ts';
import { recordAudit } from '../../audit/record.ts';
import { contactAt } from '../../addresses/by-channel.ts';
import type { Context, Services } from '../../context.ts';
import type { LinkOwner } from '../../unsubscribe/behind-link.ts';
import { postStart } from '../../process-outbox/post.ts';
import { workflowId } from '../../processes.ts';
import { encryptValue } from '../../encryption/personal.ts';
import { createVerification } from '../../verification/create.ts';
import { CODE_TTL_MS, PRIVACY_PURPOSE } from '../../verification/rules.ts';
import type { RequestKind } from '../contract.ts';
import { requestAad } from './row.ts';

/** Result: a code on its way, or a request that already runs. */
export type Asked = { requestId: string; verificationId: string } | 'running';

/**
 * Starts a request for a copy or an erasure by the holder of a preference link. The link may be old or forwarded, so
 * a new code goes to the address; only with it does the request exist and its time limit begin (Art. 12(3), 12(6)).
 * @throws AppError rate_limited, invalid, unavailable
 */
export async function askPrivacy(
  services: Services,
  ctx: Context,
  holder: LinkOwner,
  { kind, language }: { kind: RequestKind; language: string },
): Promise<Asked> {
  await services.processes.ping();
  const { keys, channel, address, addressBidx } = holder;
  const [id, verificationId] = [newId(), newId()];
  const process = workflowId('privacy-request', ctx.tenantId, id);
  const made = await services.db.withTenant(ctx, async (trx) => {
    const running: unknown = await trx('privacy_requests')
      .where({ kind, channel, address_bidx: addressBidx })
      .whereIn('status', ['open', 'under_way'])
      .first('id');
    if (running) return null;
    const contactId = await contactAt(trx, channel, addressBidx);
    const code = await createVerification(trx, ctx, keys, {
      id: verificationId,
      channel,
      address,
      addressBidx,
      purpose: PRIVACY_PURPOSE,
      ttlMs: CODE_TTL_MS,
      contactId,
    });
    await trx('privacy_requests').insert({
      tenant_id: ctx.tenantId,
      id,
      kind,
      contact_id: contactId,
      channel,
      address_bidx: addressBidx,
      address_enc: encryptValue(keys, requestAad(ctx.tenantId, id, 'address'), address),
      language,
      verification_id: verificationId,
      workflow_id: process,
    });
    await recordAudit(trx, ctx, {
      action: 'privacy_request.asked',
      entityType: 'privacy_request',
      entityId: id,
      detail: { kind, channel, contact_id: contactId },
    });
    const { tenantId } = ctx;
    await postStart(trx, ctx, 'verification', code.workflow_id, { tenantId, id: verificationId });
    await postStart(trx, ctx, 'privacy-request', process, { tenantId, id });
    return code;
  });
  if (!made) return 'running';
  return { requestId: id, verificationId };
}
