import { AppError } from '#lib/errors.ts';
import { compiled } from './compiled.ts';
import type { TemplateSource } from './contract.ts';
import { SAMPLE } from './sample.ts';

/** A name that no author would write. */
const PROBE = 'c0ffee5e-77 Sample Sender';

const plain = (text: string): string => text.normalize('NFKC').replace(/\s+/gu, ' ').trim().toLowerCase(); // prettier-ignore

/**
 * Returns whether all recipients of a text read the sender's name in it: by `{{ organization.name }}` outside of any
 * condition, or as the author wrote it. A mail always names the sender, in From.
 * @param name of the organisation
 * @param variables the values of the text that are the same for everybody
 */
export function namesSender(
  source: TemplateSource,
  name: string,
  variables: Record<string, unknown>,
): boolean {
  if (source.channel === 'email') return true;
  const organization = { ...SAMPLE.organization, name: PROBE };
  try {
    const said = plain(compiled(source).unconditional({ ...SAMPLE, organization, variables }).text);
    return said.includes(plain(PROBE)) || (name !== '' && said.includes(plain(name)));
  } catch (error) {
    if (error instanceof AppError) return false;
    throw error;
  }
}
