import { newId } from '#lib/ids.ts';
import { timeOf } from '#lib/transaction-time.ts';
import { mustBeAddress } from '../addresses/addresses.ts';
import { contactAt } from '../addresses/by-channel.ts';
import type { Context, Services } from '../context.ts';
import { postStart } from '../process-outbox/post.ts';
import { blindIndex } from '../keyring/keyring.ts';
import { getTenant } from '../tenancy/read.ts';
import type { StartRequest } from './contract.ts';
import { createVerification } from './create.ts';
import { CODE_TTL_MS } from './rules.ts';
import { verificationView, type VerificationView } from './view.ts';

/** Starts the proof of an address: a durable process sends the code. */
export async function startVerification(
  services: Services,
  ctx: Context,
  input: StartRequest,
): Promise<VerificationView> {
  const home = await homeOf(services, ctx, input);
  const address = mustBeAddress('to', input.channel, input.to, home);
  const [keys] = await Promise.all([services.keyring.keys(ctx), services.processes.ping()]);
  return services.db.withTenant(ctx, async (trx) => {
    const addressBidx = blindIndex(keys, input.channel, address);
    const v = await createVerification(trx, ctx, keys, {
      id: ctx.resourceId ?? newId(),
      channel: input.channel,
      address,
      addressBidx,
      purpose: input.purpose,
      ttlMs: CODE_TTL_MS,
      clientIp: input.client_ip,
      contactId: await contactAt(trx, input.channel, addressBidx),
    });
    await postStart(trx, ctx, 'verification', v.workflow_id, { tenantId: ctx.tenantId, id: v.id });
    return verificationView(keys, v, timeOf(trx));
  });
}

/** Returns the country for numbers written without a calling code; only those need it. */
async function homeOf(
  services: Services,
  ctx: Context,
  { channel, to }: StartRequest,
): Promise<string> {
  if (channel === 'email' || to.trim().startsWith('+')) return '';
  return (await getTenant(services, ctx)).country;
}
