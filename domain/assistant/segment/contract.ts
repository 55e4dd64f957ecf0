import { z } from 'zod';
import { segmentRules } from '../../contacts/conditions/contract.ts';
import { isVisible, visibleText } from '#lib/visible.ts';

/** What a field without a sentence has to say. */
const WHO = 'must say who is meant, such as “people in Germany who are tagged vip”';

export const sentenceInput = z.strictObject({
  sentence: visibleText(1_000, WHO)
    .refine((text) => !isVisible(text) || /\p{L}/u.test(text), `has no words: ${WHO}`)
    .describe(
      'who is meant, in any language. Names and addresses in it are replaced by tokens before a model gets it',
    ),
  groups: z
    .boolean()
    .default(true)
    .describe(
      'whether rules may be grouped within rules; false: all are in one list, and what it cannot say is left out and named',
    ),
});
export type SentenceInput = z.output<typeof sentenceInput>;

export const proposedRules = segmentRules
  .nullable()
  .describe('as `POST /segments` takes them; nothing is saved. Null: nothing of it can be a rule');
