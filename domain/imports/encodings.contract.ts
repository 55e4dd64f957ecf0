/** Code pages of DOS, by their names in iconv-lite: the WHATWG standard has none of them. */
export const DOS_ENCODINGS = [
  'cp850',
  'cp437',
  'cp852',
  'cp857',
  'cp775',
  'cp858',
  'cp737',
] as const;
export type DosEncoding = (typeof DOS_ENCODINGS)[number];

/** Supported encodings of files, by their WHATWG names. */
export const ENCODINGS = [
  'utf-8', 'utf-16le', 'utf-16be',
  'windows-1250', 'windows-1251', 'windows-1252', 'windows-1253', 'windows-1254', 'windows-1255', 'windows-1256',
  'windows-1257', 'windows-1258', 'windows-874', 'iso-8859-2', 'iso-8859-5', 'iso-8859-15', 'koi8-r', 'koi8-u', 'ibm866', 'macintosh', 'x-mac-cyrillic',
  'shift_jis', 'euc-jp', 'gb18030', 'big5', 'euc-kr',
  ...DOS_ENCODINGS,
] as const; // prettier-ignore
export type Encoding = (typeof ENCODINGS)[number];
