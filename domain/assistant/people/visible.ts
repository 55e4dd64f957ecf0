import { withoutMarks } from './marks.ts';

/** Returns letters with nothing between them that cannot be seen, and in one spelling, so that a name is found. */
const visible = (text: string): string =>
  text
    .normalize('NFC')
    .replaceAll(/(?<=[\p{L}\p{N}])[\u00AD\u200B\u2060\uFEFF]+(?=[\p{L}\p{N}])/gu, '');

/** Returns a text as a model gets it: what can be seen of it, and nothing that a server takes for a mark. */
export const asMaterial = (text: string): string => withoutMarks(visible(text));
