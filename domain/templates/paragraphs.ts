/** Plain text as HTML: an empty line parts paragraphs, a line break stays one. Escapes nothing. */
export const plainParagraphs = (text: string): string =>
  text
    .trim()
    .split(/\r?\n\s*\n/)
    .map((part) => `<p>${part.trim().replaceAll(/\r?\n/g, '<br>')}</p>`)
    .join('\n');

/** Plain text as HTML within a paragraph: a line break stays one. Escapes nothing. */
export const plainLines = (text: string): string => text.trim().replaceAll(/\r?\n/g, '<br>');
