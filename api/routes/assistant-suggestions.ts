import { z } from 'zod';
import { LEFT_OUT, suggestionInput } from '#domain/assistant/suggestions/contract.ts';
import { suggest } from '#domain/assistant/suggestions/suggest.ts';
import { demand } from '../demand.ts';
import { operation } from '../operation.ts';
import { callUsage, id } from '../schemas.ts';

const suggestion = z.object({
  subject: z.string().nullable(),
  body: z.string().nullable(),
  sms: z
    .object({ encoding: z.enum(['GSM-7', 'UCS-2']), segments: z.int(), chars: z.int() })
    .nullable()
    .describe('how a text message would be billed, with sample values'),
  gone: z
    .array(z.string())
    .describe(
      'what readers rely on and it has no more, as it is written in the text: numbers, times, days, amounts, phone numbers, how to stop',
    ),
  problems: z.array(z.string()).describe('what to look at or mend before it is saved'),
});

const suggestions = z
  .object({
    suggestions: z.array(suggestion),
    left_out: z
      .array(
        z.object({
          left_out: z
            .enum(LEFT_OUT)
            .describe(
              '`lost`, `added`, `moved`: values, links or markup; `links`: another link; `opt_out`: the words that tell how to stop are lost, and such a message needs them; `markup`: HTML or Liquid of its own; `invalid`: cannot be filled in; `too_long`: more than one text; `same`: nothing new',
            ),
          what: z.array(z.string()).describe('the values, links or words in question'),
        }),
      )
      .describe('answers of the model that are not offered, and why'),
    model: z.string().nullable(),
    usage: callUsage.nullable().describe('tokens'),
    cost: z.string().nullable().describe('in US dollars; null: the model has no known price'),
    conversation_id: id,
  })
  .meta({ id: 'AssistantSuggestions' });

export const assistantSuggestions = {
  create: operation({
    method: 'post',
    path: '/assistant/suggestions',
    summary:
      'Suggest subject lines, a shorter text, a translation or another tone for a text that is being written; needs templates:write, too',
    permission: 'assistant:use',
    body: suggestionInput,
    output: suggestions,
    idempotent: true,
    limited: true,
    handler: (services, ctx, { body }) => {
      demand(ctx, 'templates:write');
      return suggest(services, ctx, body);
    },
  }),
};
