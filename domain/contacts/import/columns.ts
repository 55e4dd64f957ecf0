import { invalidField } from '#lib/errors.ts';
import { foldLetters } from '#lib/fold-letters.ts';
import { setOwn } from '#lib/own.ts';
import { withoutTextMark } from '../../imports/text-mark.ts';
import { normalizeEmail, normalizePhone } from '../address.ts';

/** Where a column's values go. `field:<name>` is a custom field; null leaves the column out. */
export const TARGETS = [
  'email', 'phone', 'name', 'first_name', 'last_name', 'locale', 'time_zone', 'country', 'tags',
] as const; // prettier-ignore
export type Target = (typeof TARGETS)[number];
export type Mapping = Record<string, string | null>;

/** Header words in the languages files come in; compared without case, accents and punctuation. */
const SYNONYMS: Record<Target, string[]> = {
  email: ['email', 'e mail', 'mail', 'email address', 'emailadresse', 'correo', 'correo electronico', 'courriel', 'adresse email', 'البريد الالكتروني', 'البريد', 'почта', 'эл почта', '邮箱', '电子邮件', 'メール', '이메일', 'ईमेल'],
  phone: ['phone', 'phone number', 'mobile', 'mobile number', 'mobile phone', 'cell', 'cellphone', 'tel', 'telephone', 'telefon', 'telefono', 'movil', 'handy', 'numero de telephone', 'portable', 'whatsapp', 'sms', 'الهاتف', 'رقم الهاتف', 'الجوال', 'телефон', '电话', '手机', '電話', '전화', 'फोन'],
  name: ['name', 'full name', 'fullname', 'contact', 'contact name', 'nombre completo', 'nom complet', 'الاسم', 'имя', 'фио', '姓名', '名前', '이름', 'नाम'],
  first_name: ['first name', 'firstname', 'given name', 'vorname', 'prenom', 'nombre', 'forename', 'الاسم الاول'],
  last_name: ['last name', 'lastname', 'surname', 'family name', 'nachname', 'nom', 'nom de famille', 'apellido', 'apellidos', 'اسم العائلة', 'фамилия'],
  locale: ['locale', 'language', 'lang', 'sprache', 'langue', 'idioma', 'اللغة', 'язык'],
  time_zone: ['time zone', 'timezone', 'tz', 'zeitzone', 'fuseau horaire'],
  country: ['country', 'country code', 'land', 'pays', 'pais', 'البلد', 'страна', '国家', '国'],
  tags: ['tags', 'tag', 'labels', 'groups', 'group', 'lists', 'list', 'segment', 'gruppen', 'etiquetas'],
}; // prettier-ignore

const plain = (text: string): string =>
  foldLetters(text)
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();

const BY_WORD = new Map(
  Object.entries(SYNONYMS).flatMap(([target, words]) =>
    words.map((w) => [plain(w), target] as const),
  ),
);

/** A custom field's name made from a header: `Favourite colour?` → `favourite_colour`. */
export function fieldName(header: string, index: number): string {
  const slug = plain(header)
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '')
    .slice(0, 60);
  if (!slug) return `column_${index + 1}`;
  return /^[a-z]/.test(slug) ? slug : `c_${slug}`;
}

/** The columns that the download of failed rows puts first: no data when it comes back corrected. */
export const FAILED_ROWS_FIRST = ['row', 'reason'] as const;

/**
 * Guesses what each column holds: by its header first, then by what is in it. Each target is given once;
 * the rest become custom fields.
 * @param rows some rows of the file, for looking at values
 */
export function detectMapping(
  header: readonly string[],
  rows: readonly string[][],
  country: string,
): Mapping {
  const mapping: Mapping = {};
  const taken = new Set<string>();
  const give = (column: string, target: string | undefined): boolean => {
    if (!target || taken.has(target)) return false;
    taken.add(target);
    setOwn<string | null>(mapping, column, target);
    return true;
  };
  const ours = FAILED_ROWS_FIRST.every((name, i) => header[i] === name);
  for (const name of ours ? FAILED_ROWS_FIRST : []) setOwn<string | null>(mapping, name, null);
  const theirs = header.slice(ours ? FAILED_ROWS_FIRST.length : 0);
  const left = theirs.filter((column) => !give(column, BY_WORD.get(plain(column))));
  for (const column of left) {
    const index = header.indexOf(column);
    const values = rows.map((row) => withoutTextMark(row[index] ?? '')).filter(Boolean);
    if (!give(column, byContent(values, country))) {
      setOwn<string | null>(
        mapping,
        column,
        values.length ? `field:${fieldName(column, index)}` : null,
      );
    }
  }
  return mapping;
}

function byContent(values: string[], country: string): Target | undefined {
  if (!values.length) return undefined;
  const share = (fits: (v: string) => boolean): number =>
    values.filter(fits).length / values.length;
  if (share((v) => normalizeEmail(v) !== null) > 0.6) return 'email';
  if (share((v) => /\d{6}/.test(v.replace(/\D/g, '')) && normalizePhone(v, country) !== null) > 0.6)
    return 'phone';
  return undefined;
}

/** @throws AppError invalid (`mapping`) */
export function assertMapping(columns: readonly string[], mapping: Mapping): void {
  const unknown = Object.keys(mapping).find((column) => !columns.includes(column));
  if (unknown !== undefined)
    throw invalidField(`mapping.${unknown}`, 'is not a column of the file');
  const used = Object.values(mapping).filter((v) => v !== null);
  if (new Set(used).size !== used.length)
    throw invalidField('mapping', 'gives one target to two columns');
  if (!used.includes('email') && !used.includes('phone')) {
    throw invalidField('mapping', 'no column is mapped to email or phone');
  }
}
