import { ENCODINGS } from '../../domain/imports/encodings.contract.ts';
import { own } from '../../lib/own.ts';

/** The names by which people know encodings. */
const KNOWN_AS: Record<string, string> = {
  'utf-8': 'UTF-8', 'utf-16le': 'UTF-16 (Excel: Unicode text)', 'utf-16be': 'UTF-16, big-endian',
  'windows-1252': 'Western (Windows-1252)', 'windows-1250': 'Central European (Windows-1250)',
  'windows-1251': 'Cyrillic (Windows-1251)', 'windows-1253': 'Greek (Windows-1253)', 'windows-1254': 'Turkish (Windows-1254)',
  'windows-1255': 'Hebrew (Windows-1255)', 'windows-1256': 'Arabic (Windows-1256)', 'windows-1257': 'Baltic (Windows-1257)',
  'windows-1258': 'Vietnamese (Windows-1258)', 'windows-874': 'Thai (Windows-874)', 'iso-8859-2': 'Central European (ISO 8859-2)',
  'iso-8859-5': 'Cyrillic (ISO 8859-5)', 'iso-8859-15': 'Western European (ISO 8859-15)', 'koi8-r': 'Cyrillic (KOI8-R)', 'koi8-u': 'Ukrainian (KOI8-U)', ibm866: 'Cyrillic (DOS)', 'x-mac-cyrillic': 'Cyrillic (old Macintosh)',
  macintosh: 'Western European (old Macintosh)', shift_jis: 'Japanese (Shift JIS)', 'euc-jp': 'Japanese (EUC-JP)',
  gb18030: 'Chinese, simplified (GB 18030)', big5: 'Chinese, traditional (Big5)', 'euc-kr': 'Korean (EUC-KR)',
  cp850: 'Western European (DOS, code page 850)', cp437: 'American (DOS, code page 437)', cp852: 'Central European (DOS, code page 852)',
  cp857: 'Turkish (DOS, code page 857)', cp775: 'Baltic (DOS, code page 775)', cp858: 'Western European with € (DOS, code page 858)',
  cp737: 'Greek (DOS, code page 737)',
}; // prettier-ignore

/** The encodings that can be chosen for a file. */
export const ENCODING_OPTIONS = ENCODINGS.map((value) => ({
  value,
  label: own(KNOWN_AS, value) ?? value,
}));
