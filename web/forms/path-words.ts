/** A field of the API as words, for what no field of the form holds: `rules.all.1.value` is "Rules, all 2, value". */
export const pathWords = (path: string): string => {
  const words = path
    .replaceAll('_', ' ')
    .replaceAll(/\.(\d+)(?=\.|$)/g, (_, index: string) => ` ${Number(index) + 1}`)
    .replaceAll('.', ', ');
  return capital(words);
};

/** With a capital letter at its beginning. */
export const capital = (words: string): string => words.charAt(0).toUpperCase() + words.slice(1);
