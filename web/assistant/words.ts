import { own } from '../../lib/own.ts';
import { sentence } from '../core/words.ts';

/** What the assistant is used for, in words. */
const FEATURES: Record<string, string> = {
  chat: 'Chat',
  editor: 'Texts in editors',
  segment: 'Segments from a sentence',
  widget: 'Chat on your site',
};
export const featureWord = (feature: string): string => own(FEATURES, feature) ?? sentence(feature);

/** Prices of models are published in this currency, and so limits are counted in it. */
export const CURRENCY = 'USD';
