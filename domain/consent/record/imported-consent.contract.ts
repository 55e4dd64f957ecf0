import { z } from 'zod';
import { evidence, purposeRef, wordingText } from '../contract.ts';
import { channel } from '../../channel.contract.ts';

/**
 * The consent that an import claims for the people in the file. With `wording` and `evidence.captured_at` it is a
 * proof and grants; without them the people stay unproven and are not messaged.
 */
export const importedConsent = z.strictObject({
  channel,
  purpose: purposeRef,
  source: z.enum(['web_form', 'paper', 'verbal', 'api']).default('api'),
  wording: wordingText.optional(),
  language: z.string().max(35).default('en'),
  evidence: evidence.optional(),
});
export type ImportedConsent = z.output<typeof importedConsent>;
