import type { TemplateSource } from '../templates/contract.ts';
import { compileTemplate } from '../templates/render.ts';
import { SAMPLE } from '../templates/rules.ts';
import { strangerVariables } from '../templates/variables.ts';

/**
 * Values a text uses and no campaign brings: the caller's own, codes, links of an opt-in. What stands in a
 * branch is looked for as it falls for somebody we know nothing of and for somebody we know well. A custom
 * field is the person's: who lacks it is left out when the message is written.
 * @returns their paths; none for a text that cannot be read, which is said elsewhere
 */
export function campaignLacks(source: TemplateSource): string[] {
  const { organization, purpose, unsubscribe_url, opt_out, tracked } = SAMPLE;
  const ours = { organization, purpose, unsubscribe_url, opt_out, tracked };
  const template = compileTemplate(source);
  const missed = [strangerVariables(), SAMPLE.contact].flatMap((contact) =>
    template.missing({ ...ours, contact }),
  );
  return [...new Set(missed)].filter((path) => !path.startsWith('contact.fields'));
}
