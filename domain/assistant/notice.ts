import { recordAudit } from '../audit/record.ts';
import type { Context, Services } from '../context.ts';
import { composeOwnMail } from '../own-mails/compose.ts';
import type { Rendered } from '../templates/contract.ts';
import { dollarsInWords, monthInWords, tokensInWords } from './in-words.ts';
import { ORGANIZATION } from './totals.ts';
import { quotaOf } from './quota/row.ts';

type Owner = { id: string; name: string; email: string };
export type Notice = { month: string; owners: Owner[]; words: Rendered };

type Sum = { month: string; used_tokens: number; used_micros: number };

/** Returns the mail to the owners that this call has to send; null: none, or it was sent. */
export const softLimitNotice = (
  { db, publicUrl }: Services,
  ctx: Context,
  callId: string,
): Promise<Notice | null> =>
  db.withTenant(ctx, async (trx) => {
    const sum: Sum | undefined = await trx('assistant_totals')
      .where({ scope: ORGANIZATION, told_by: callId, told_at: null })
      .first(trx.raw(`to_char(month, 'YYYY-MM') as month`), 'used_tokens', 'used_micros');
    if (!sum) return null;
    const { rows: owners } = await trx.raw<{ rows: Owner[] }>('select id, name, email from named.owners()'); // prettier-ignore
    const tenant: { name: string } | undefined = await trx('tenants').first('name');
    const quota = await quotaOf(trx, ctx.tenantId);
    const month = monthInWords(sum.month);
    const soft = inWords(
      isReached(sum.used_tokens, quota.soft_tokens) ? quota.soft_tokens : null,
      isReached(sum.used_micros, quota.soft_micros) ? quota.soft_micros : null,
    );
    const hard = inWords(quota.hard_tokens, quota.hard_micros);
    const hasStopped =
      isReached(sum.used_tokens, quota.hard_tokens) ||
      isReached(sum.used_micros, quota.hard_micros);
    const name = tenant?.name ?? 'your organization';
    const used = `So far it has used ${tokensInWords(sum.used_tokens)} for ${dollarsInWords(sum.used_micros)}.`;
    const reached = soft
      ? `has reached ${soft} in ${month}, the point at which owners are told`
      : `has reached the point in ${month} at which owners are told; that point was changed since`;
    const next = hasStopped
      ? `Its limit of ${hard} is reached, too: it answers no more questions until the next month begins, or somebody raises the limit.`
      : hard
        ? `Nothing stops now. It goes on answering until it has used ${hard}; then it answers no more questions until the next month begins.`
        : 'Nothing stops now, and nothing will: no limit is set at which it stops answering.';
    return {
      month: sum.month,
      owners,
      words: composeOwnMail(`The assistant of ${name} has reached its first limit for ${month}`, [
        { say: `The assistant of ${name} in Assent ${reached}. ${used}` },
        { say: next },
        { say: 'See what it was used for:', url: `${publicUrl}/assistant/usage` },
        { say: 'Change the limits:', url: `${publicUrl}/settings/assistant` },
        { say: `You get this mail once a month because you are an owner of ${name}.`, small: true },
      ]),
    };
  });

/** A point that was changed meanwhile may not be reached, and is not what the mail is about. */
const isReached = (used: number, soft: number | null): boolean => soft !== null && used >= soft;

/** Notes that the owners were told. */
export const noteTold = ({ db }: Services, ctx: Context, callId: string): Promise<void> =>
  db.withTenant(ctx, async (trx) => {
    const noted: number = await trx('assistant_totals')
      .where({ scope: ORGANIZATION, told_by: callId, told_at: null })
      .update({ told_at: trx.fn.now() });
    if (!noted) return;
    await recordAudit(trx, ctx, {
      action: 'assistant.soft_limit_reached',
      entityType: 'organization',
      entityId: ctx.tenantId,
    });
  });

/** Tokens and money as a person says them; null: neither. */
function inWords(tokens: number | null, micros: number | null): string | null {
  const parts = [
    ...(tokens === null ? [] : [tokensInWords(tokens)]),
    ...(micros === null ? [] : [dollarsInWords(micros)]),
  ];
  return parts.join(' or ') || null;
}
