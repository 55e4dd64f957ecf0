import type { TemplateCategory } from './contract.ts';

type PurposeClass = 'marketing' | 'transactional';

const CLASS_OF: Partial<Record<TemplateCategory, PurposeClass>> = {
  promotional: 'marketing',
  transactional: 'transactional',
};

/** Returns the class of purposes that a text belongs to; undefined for texts about a consent of any class. */
export const classOf = (category: TemplateCategory): PurposeClass | undefined => CLASS_OF[category];

/**
 * Returns why a template may not be sent for a purpose. A promotional one needs the consent to marketing: that to
 * service messages does not allow it. Any other may be sent for marketing, and then owes what marketing owes.
 */
export const unsuitable = (
  category: TemplateCategory,
  purpose: { category: PurposeClass },
): string | undefined =>
  category === 'promotional' && purpose.category !== 'marketing'
    ? 'is promotional: it may only be sent for a marketing purpose'
    : undefined;
