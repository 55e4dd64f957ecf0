/** Replaces full-width ASCII of East Asian keyboards (U+FF01 to U+FF5E, U+3000) by plain ASCII. */
export const plainWidth = (text: string): string =>
  text
    .replace(/[\uff01-\uff5e]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) - 0xfee0))
    .replaceAll('\u3000', ' ');
