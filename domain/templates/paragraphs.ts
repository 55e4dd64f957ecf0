/** Converts plain text to HTML: empty lines separate paragraphs, line breaks are kept. Escapes nothing. */
export const plainParagraphs = (text: string): string =>
  text
    .trim()
    .split(/\r?\n\s*\n/)
    .map((part) => `<p>${part.trim().replaceAll(/\r?\n/g, '<br>')}</p>`)
    .join('\n');

/** Converts plain text to HTML within a paragraph: line breaks are kept. Escapes nothing. */
export const plainLines = (text: string): string => text.trim().replaceAll(/\r?\n/g, '<br>');
