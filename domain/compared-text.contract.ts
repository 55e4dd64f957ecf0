import { z } from 'zod';
import { invisibleIn, withoutInvisible } from '#lib/invisible.ts';
import { isEmptyOrVisible, isOneLine, MORE_LINES, NOTHING_SEEN } from '#lib/visible.ts';

/** One Unicode spelling: `é` may be written as one character or as two. */
const spelled = () => z.string().normalize('NFC').trim();

/** Text that names something and is compared: a tag, a unique name. Two different texts must not look the same. */
export const comparedText = spelled().superRefine((text, ctx) => {
  const unseen = invisibleIn(text);
  if (unseen !== null) {
    ctx.addIssue({ code: 'custom', message: `has an invisible character (${unseen}): remove it` });
  } else if (!isOneLine(text)) {
    ctx.addIssue({ code: 'custom', message: MORE_LINES });
  } else if (!isEmptyOrVisible(text)) {
    ctx.addIssue({ code: 'custom', message: NOTHING_SEEN });
  }
});

/** Text to search for among them: normalised the same way, without invisible characters. */
export const soughtText = spelled().overwrite(withoutInvisible);
