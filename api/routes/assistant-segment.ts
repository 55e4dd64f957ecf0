import { z } from 'zod';
import { proposedRules, sentenceInput } from '#domain/assistant/segment/contract.ts';
import { EFFECTS } from '#domain/assistant/segment/check-rules.ts';
import { proposeSegment } from '#domain/assistant/segment/propose.ts';
import { demand } from '../demand.ts';
import { operation } from '../operation.ts';
import { callUsage, id } from '../schemas.ts';
import { needs } from '../seen-by.ts';

const proposed = z
  .object({
    rules: proposedRules,
    left_out: z
      .array(z.string())
      .describe('what the rules do not say of the sentence, and why; partly in the model’s words'),
    effect: z
      .enum(EFFECTS)
      .nullable()
      .describe(
        'who matches without what is left out: `more` or `fewer` people than described, or `either`; null: nothing is left out, or there are no rules',
      ),
    model: z.string().nullable(),
    usage: callUsage.nullable().describe('tokens'),
    cost: z.string().nullable().describe('in US dollars; null: the model has no known price'),
    conversation_id: id,
  })
  .meta({ id: 'ProposedSegment', ...needs('assistant:use') });

export const assistantSegment = {
  propose: operation({
    method: 'post',
    path: '/assistant/segment',
    summary:
      'Propose the rules of a segment for a sentence; needs contacts:read, too. Saves nothing',
    permission: 'assistant:use',
    body: sentenceInput,
    output: proposed,
    idempotent: true,
    limited: true,
    handler: async (services, ctx, { body }) => {
      // The model is told the tags of contacts.
      demand(ctx, 'contacts:read');
      return proposeSegment(services, ctx, body);
    },
  }),
};
