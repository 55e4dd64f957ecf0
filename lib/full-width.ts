/** ASCII as East Asian keyboards write it (U+FF01 to U+FF5E, U+3000), in its plain width. */
export const plainWidth = (text: string): string =>
  text
    .replace(/[\uff01-\uff5e]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) - 0xfee0))
    .replaceAll('\u3000', ' ');
