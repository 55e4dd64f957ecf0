import { AppError } from '#lib/errors.ts';
import type { Context, Services } from '../context.ts';
import { textFaultOf } from '../templates/bounds.ts';
import { isMissingValue } from '../templates/render.ts';
import type { PersonKey } from '../encryption/person-keys.ts';
import { encryptContent, type Content } from './content.ts';
import { write } from './write.ts';

/** Returns why a text could not be written; an AppError is about the text. */
export const faultOf = (error: AppError): string =>
  isMissingValue(error) ? 'missing_value' : (textFaultOf(error.detail.errors) ?? 'text_failed');

/** A claimed message. `person`: the key its content is encrypted with. */
type Claimed = { id: string; claim: string; content: Content; person: PersonKey | null };

/**
 * Writes the texts of claimed messages that were requested by callers who may not see the recipient's data. A written
 * text is stored as if it had been written at once; a failure is stored with its reason, encrypted.
 * @returns what may be sent, and what could not be written
 */
export async function writeClaimed<M extends Claimed>(
  services: Services,
  ctx: Context,
  messages: readonly M[],
): Promise<{ send: M[]; unwritable: M[] }> {
  const written = messages.map((message) => ({
    ...message,
    content: writeContent(message.content),
  }));
  const rows = written.flatMap(({ id, claim, content, person }) =>
    person
      ? [
          {
            id,
            claim,
            content: encryptContent(person, ctx.tenantId, id, content).toString('base64'),
          },
        ]
      : [],
  );
  if (rows.length) {
    await services.db.withTenant(ctx, (trx) =>
      trx.raw(
        `update messages m set content_enc = decode(r.content, 'base64')
         from jsonb_to_recordset(:rows::jsonb) as r(id uuid, claim uuid, content text)
         where m.tenant_id = :tenant and m.id = r.id and m.claim = r.claim and m.content_enc is not null`,
        { rows: JSON.stringify(rows), tenant: ctx.tenantId },
      ),
    );
  }
  return {
    send: written.filter(({ content }) => content.fault === undefined),
    unwritable: written.filter(({ content }) => content.fault !== undefined),
  };
}

/** Writes a text, or notes why that cannot be done. */
export function writeContent({ to, unwritten }: Content): Content {
  try {
    return unwritten ? { ...write(unwritten), to } : { to, text: '', fault: 'text_failed' };
  } catch (error) {
    return { to, text: '', fault: error instanceof AppError ? faultOf(error) : 'text_failed' };
  }
}
