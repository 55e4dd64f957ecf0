import type { Context, Services } from '../context.ts';
import { personKeysOf } from '../encryption/person-keys.ts';
import { decryptContent } from './content.ts';

/** Returns the text and recipient of a single message; null once it was erased. */
export async function wordsOf(
  services: Services,
  ctx: Context,
  id: string,
): Promise<{ to: string; text: string } | null> {
  const keys = await services.keyring.keys(ctx);
  return services.db.withTenant(ctx, async (trx) => {
    const row: { content_enc: Buffer | null } | undefined = await trx('messages')
      .where({ id })
      .first('content_enc');
    if (!row?.content_enc) return null;
    const persons = await personKeysOf(trx, keys, [row.content_enc]);
    return decryptContent(keys, persons, ctx.tenantId, id, row.content_enc);
  });
}
