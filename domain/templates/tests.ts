import type { Rendered, TemplateCategory, TemplateVariables } from './contract.ts';
import { sampleOf } from './sample.ts';

/** Links to a page of ours which explains that they belong to nobody. */
const links = (publicUrl: string) => ({
  unsubscribe_url: `${publicUrl}/u/test`,
  preferences_url: `${publicUrl}/p/test`,
  confirm_url: `${publicUrl}/c/test`,
  renew_url: `${publicUrl}/k/test`,
  receipt_url: `${publicUrl}/r/test`,
});

/** Returns the sample values of a test of this category, with links that lead to pages of ours. */
export function testValues(publicUrl: string, category: TemplateCategory): TemplateVariables {
  const sample = sampleOf(category);
  const ours = Object.entries(links(publicUrl)).filter(([name]) => Object.hasOwn(sample, name));
  return { ...sample, ...Object.fromEntries(ours) };
}

const MARK = '[Test] ';

/** Marks a message as a test: mails in the subject, texts at the beginning. */
export const markedTest = (rendered: Rendered): Rendered =>
  rendered.subject === undefined
    ? { ...rendered, text: MARK + rendered.text }
    : { ...rendered, subject: MARK + rendered.subject };
