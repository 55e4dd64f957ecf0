import type { Context, Services } from '../../context.ts';
import { askOnce, type OneCall } from '../once/ask-once.ts';
import { segment } from '../tasks/segment.ts';
import { tagsIn } from '../segment-rules/answer.ts';
import { checkRules, type Proposal } from './check-rules.ts';
import type { SentenceInput } from './contract.ts';
import { knownValues, tagsThere } from './known.ts';

/**
 * Proposes the rules of a segment for a sentence. Nothing is saved: whoever asked checks them first.
 * @param ctx a caller who may read contacts: the model is told their tags
 * @throws AppError as `askOnce`
 */
export async function proposeSegment(
  services: Services,
  ctx: Context,
  { sentence, groups }: SentenceInput,
): Promise<Proposal & OneCall> {
  const known = await services.db.withTenant(ctx, knownValues);
  const { answer, call } = await askOnce(services, ctx, segment, { sentence, ...known });
  // Those beyond the most used were not told.
  const others = tagsIn(answer.rules).filter((tag) => !known.tags.includes(tag));
  const also = others.length
    ? await services.db.withTenant(ctx, (trx) => tagsThere(trx, others))
    : [];
  const tags = [...known.tags, ...also];
  return { ...checkRules(answer, { ...known, tags }, groups), ...call };
}
