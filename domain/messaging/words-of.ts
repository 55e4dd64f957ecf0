import type { Context, Services } from '../context.ts';
import { openContent } from './content.ts';

/** What a single message says, to whom; null once it was erased. */
export async function wordsOf(
  services: Services,
  ctx: Context,
  id: string,
): Promise<{ to: string; text: string } | null> {
  const keys = await services.keyring.keys(ctx);
  const row: { content_enc: Buffer | null } | undefined = await services.db.withTenant(ctx, (trx) =>
    trx('messages').where({ id }).first('content_enc'),
  );
  return row?.content_enc ? openContent(keys, ctx.tenantId, id, row.content_enc) : null;
}
