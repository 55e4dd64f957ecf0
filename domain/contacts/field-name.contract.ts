import { z } from 'zod';

/** Letters of any script without upper case, digits and `_`; the first is a letter. */
const LETTER = '\\p{Ll}\\p{Lo}\\p{Lm}';
export const FIELD_NAME = `[${LETTER}][${LETTER}\\p{M}\\p{Nd}_]{0,62}`;

const NAME = new RegExp(`^${FIELD_NAME}$`, 'u');

/** The name of a custom field: `city`, `会社`. */
export const fieldName = z
  .string()
  .overwrite((text) => text.normalize('NFC'))
  .regex(NAME, 'names are lower-case letters of any script, digits and _');
