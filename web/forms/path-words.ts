/** Describes an API field that the form does not have: `rules.all.1.value` is "Rules, all 2, value". */
export const pathWords = (path: string): string => {
  const words = path
    .replaceAll('_', ' ')
    .replaceAll(/\.(\d+)(?=\.|$)/g, (_, index: string) => ` ${Number(index) + 1}`)
    .replaceAll('.', ', ');
  return capital(words);
};

/** Makes the first letter a capital. */
export const capital = (words: string): string => words.charAt(0).toUpperCase() + words.slice(1);
