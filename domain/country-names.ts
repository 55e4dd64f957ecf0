import { createRequire } from 'node:module';
import countries, { type LocaleData } from 'i18n-iso-countries/index.js';
import { foldLetters } from '#lib/fold-letters.ts';

/** ISO 3166-1, and Kosovo's code XK, which is in common use and which ISO leaves to its users. */
export const ASSIGNED: ReadonlySet<string> = new Set(Object.keys(countries.getAlpha2Codes()));
/** Islands with their own calling code: phone numbers belong to them, organisations do not. */
export const BY_PHONE_ONLY: readonly string[] = ['AC', 'TA'];
const CODES = [...ASSIGNED, ...BY_PHONE_ONLY];

/** Languages that the library lacks and the runtime has. */
const MORE_LANGUAGES =
  'as en-GB es-MX fil fo fr-CA fy gd gu jv kn lb lo mg mi my ne or pa pt-PT rm si sr-Latn te ti xh yo zh-Hant zu'.split(' '); // prettier-ignore

/** Countries that have a short name in some language: `Hong Kong`, `UK`, `한국`. */
const WITH_SHORT_NAME = ['BA', 'CC', 'GB', 'HK', 'KR', 'MM', 'MO', 'PN', 'PS', 'SA', 'US'];

/** Common names that the libraries lack in these languages. */
const ALSO: readonly (readonly [string, string])[] = [
  ['USA', 'US'], ['America', 'US'], ['Great Britain', 'GB'], ['Britain', 'GB'], ['England', 'GB'],
  ['Scotland', 'GB'], ['Wales', 'GB'], ['Northern Ireland', 'GB'], ['Holland', 'NL'], ['Emirates', 'AE'],
  ['UAE', 'AE'], ['Turkey', 'TR'], ['Czech Republic', 'CZ'], ['Ivory Coast', 'CI'], ['Swaziland', 'SZ'],
  ['Macedonia', 'MK'], ['Vatican', 'VA'], ['Bosnia', 'BA'], ['Macau', 'MO'], ['Cabo Verde', 'CV'],
  ['East Timor', 'TL'], ['Republic of Ireland', 'IE'], ['DR Congo', 'CD'], ['Palestine', 'PS'], ['Russia', 'RU'],
  ['Inglaterra', 'GB'], ['Angleterre', 'GB'], ['Inghilterra', 'GB'], ['Engeland', 'GB'], ['Großbritannien', 'GB'],
  ['Grande-Bretagne', 'GB'], ['Gran Bretaña', 'GB'], ['Gran Bretagna', 'GB'], ['Grã-Bretanha', 'GB'], ['Schottland', 'GB'],
  ['Holanda', 'NL'], ['Hollande', 'NL'], ['Olanda', 'NL'], ['Niederlande', 'NL'], ['BRD', 'DE'], ['Bundesrepublik Deutschland', 'DE'],
  ['Tschechische Republik', 'CZ'], ['Weißrussland', 'BY'], ['Burma', 'MM'], ['Malvinas', 'FK'],
  ['Estados Unidos de América', 'US'], ['Estados Unidos da América', 'US'], ['Stati Uniti d’America', 'US'], ['Statele Unite', 'US'],
  ['Statele Unite ale Americii', 'US'], ['Stany Zjednoczone Ameryki', 'US'], ['Verenigde Staten van Amerika', 'US'],
  ['Соединённые Штаты Америки', 'US'], ['Сполучені Штати Америки', 'US'], ['ประเทศไทย', 'TH'], ['日本国', 'JP'], ['中华人民共和国', 'CN'],
  ['United Kingdom of Great Britain and Northern Ireland', 'GB'], ['Plurinational State of Bolivia', 'BO'],
  ['Democratic People’s Republic of Korea', 'KP'], ['Republic of Korea', 'KR'], ['Republic of Moldova', 'MD'],
  ['United Republic of Tanzania', 'TZ'], ['Bolivarian Republic of Venezuela', 'VE'], ['State of Palestine', 'PS'],
  ['Democratic Republic of the Congo', 'CD'], ['Republic of the Congo', 'CG'], ['Federal Republic of Germany', 'DE'],
  ['UK', 'GB'], ['US', 'US'], ['臺灣', 'TW'], ['中華民國', 'TW'], ['الإمارات', 'AE'], ['VAE', 'AE'], ['Emirate', 'AE'], ['EAU', 'AE'], ['Émirats', 'AE'], ['Emiratos', 'AE'], ['ОАЭ', 'AE'],
  ['Bosnien', 'BA'], ['Bosnie', 'BA'], ['Bosna', 'BA'], ['Босния', 'BA'], ['البوسنة', 'BA'], ['Tschechei', 'CZ'], ['Kapverden', 'CV'], ['Kap Verde', 'CV'], ['Cap-Vert', 'CV'],
  ['République française', 'FR'], ['Repubblica Italiana', 'IT'], ['República Portuguesa', 'PT'], ['Ελληνική Δημοκρατία', 'GR'], ['Türkiye Cumhuriyeti', 'TR'], ['Российская Федерация', 'RU'], ['РФ', 'RU'],
  ['República Argentina', 'AR'], ['República Federativa do Brasil', 'BR'], ['Estados Unidos Mexicanos', 'MX'], ['Schweizerische Eidgenossenschaft', 'CH'], ['Confédération suisse', 'CH'], ['المملكة العربية السعودية', 'SA'], ['جمهورية مصر العربية', 'EG'],
  ['Kingdom of Saudi Arabia', 'SA'], ['KSA', 'SA'], ['PRC', 'CN'], 
]; // prettier-ignore

/** Articles before a country's name. */
const ARTICLE = /^(?:the|die|der|das|la|le|les|los|las|el|il|gli|lo|os|as|het|de)\s+|^l['’]\s*/iu;

/** The form of a state before its name: `Republik Österreich`, `Rzeczpospolita Polska`. */
const STATE =
  /^(?:the )?(?:republi[ck] of(?: the)?|kingdom of(?: the)?|state of|republik|republika|rzeczpospolita|königreich|republiek|koninkrijk(?: der)?|republiken|konungariket|kongeriget|kongeriket|république (?:de la|du|de)|royaume (?:de la|du|de)|rep[uú]blica (?:de|da|do|del)|reino (?:de|da|do)|repubblica (?:di|del)|regno (?:di|del)|республика|جمهورية|دولة|مملكة)\s+|^(?:république|royaume) d['’]\s*/iu;

/** Names that may mean two countries and that no language uses officially. */
const UNCLEAR: readonly (readonly [string, readonly string[]])[] = [
  ['Korea', ['KR', 'KP']], ['Corea', ['KR', 'KP']], ['Corée', ['KR', 'KP']], ['Coreia', ['KR', 'KP']],
  ['Congo', ['CG', 'CD']], ['Kongo', ['CG', 'CD']], ['Конго', ['CG', 'CD']], ['Virgin Islands', ['VG', 'VI']],
]; // prettier-ignore

/** Codes by name, several separated by spaces. `folded` has the names that differ without accents. */
type Names = { exact: Map<string, string>; folded: Map<string, string> };

const require = createRequire(import.meta.url);
let english: Names | undefined;
let every: Names | undefined;

/**
 * Returns the code of the country with this name, in English or any language that the runtime or the library knows.
 * Ignores case, accents and punctuation. Null for an unknown or ambiguous name.
 */
export function countryNamed(text: string): string | null {
  english ??= namesOf(['en']);
  const inEnglish = lookUp(english, text);
  if (inEnglish) return theOnly(inEnglish);
  // Takes half a second, once per process, and only when a name is not English.
  every ??= namesOf([...countries.getSupportedLanguages(), ...MORE_LANGUAGES]);
  return theOnly(
    lookUp(every, text) ?? lookUp(every, text.trim().replace(ARTICLE, '')) ?? ofState(every, text),
  );
}

/** `Republic of China` is not China: that is the People's Republic. */
function ofState(names: Names, text: string): string | undefined {
  const bare = text.trim().replace(STATE, '');
  const found = bare === text.trim() ? undefined : lookUp(names, bare);
  return found === 'CN' ? undefined : found;
}

const theOnly = (codes: string | undefined): string | null =>
  codes === undefined || codes.includes(' ') ? null : codes;

/** The exact spelling comes first: `Bỉ` is Belgium, `BI` is not. */
function lookUp({ exact, folded }: Names, text: string): string | undefined {
  const plain = plainly(text);
  return (
    exact.get(exactly(text)) ??
    both(folded.get(plain), exact.get(plain)) ??
    exact.get(exactly(turned(text)))
  );
}

const both = (one: string | undefined, other: string | undefined): string | undefined =>
  one === undefined || other === undefined || one === other ? (one ?? other) : `${one} ${other}`;

/** `Korea, Republic of` */
const turned = (text: string): string => text.replace(/^([^,]+),\s*([^,]+)$/, '$2 $1');

function namesOf(languages: readonly string[]): Names {
  const names: Names = { exact: new Map(), folded: new Map() };
  for (const language of languages) {
    for (const [code, name] of namesIn(language)) add(names, name, code);
  }
  for (const [name, code] of ALSO) add(names, name, code);
  for (const [name, codes] of UNCLEAR) for (const code of codes) add(names, name, code);
  return names;
}

function* namesIn(language: string): Generator<[string, string]> {
  const long = new Intl.DisplayNames(language, { type: 'region', fallback: 'none' });
  const short = new Intl.DisplayNames(language, {
    type: 'region',
    style: 'short',
    fallback: 'none',
  });
  for (const code of CODES) yield* named(code, long.of(code));
  for (const code of WITH_SHORT_NAME) yield* named(code, short.of(code));
  for (const [code, names] of Object.entries(namesInLibrary(language))) {
    for (const name of [names].flat()) yield* named(code, name);
  }
}

function namesInLibrary(language: string): LocaleData['countries'] {
  if (!countries.getSupportedLanguages().includes(language)) return {};
  const read: LocaleData = require(`i18n-iso-countries/langs/${language}.json`);
  return read.countries;
}

/**
 * Text in brackets is a comment and not part of the name. Two letters are always a code, even where they also
 * abbreviate a name.
 */
function* named(code: string, name: string | undefined): Generator<[string, string]> {
  if (!name) return;
  const plain = name.normalize('NFKC');
  const bare = plain.replaceAll(/\(.*?\)/g, '').trim();
  for (const one of bare && bare !== plain ? [plain, bare] : [plain])
    if (!/^[a-z]{2}$/i.test(one)) yield [code, one];
}

function add({ exact, folded }: Names, name: string, code: string): void {
  const exactName = exactly(name);
  if (!put(exact, exactName, code) || isAscii(exactName)) return;
  const plain = plainly(name);
  if (plain !== exactName && !/^[a-z]{0,2}$/.test(plain)) put(folded, plain, code);
  if (/[äöüåø]/.test(exactName)) put(folded, plainly(spelledOut(name)), code);
}

const isAscii = (text: string): boolean => /^[\x20-\x7f]*$/.test(text);

/** @returns whether it is new */
function put(names: Map<string, string>, name: string, code: string): boolean {
  const found = names.get(name);
  if (!name || found?.includes(code)) return false;
  names.set(name, found === undefined ? code : `${found} ${code}`);
  return true;
}

/** Without case, spaces, punctuation and the English `the`: `The Côte d’Ivoire` → `côtedivoire`. */
const exactly = (name: string): string =>
  name
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll('&', 'and')
    .replaceAll(/\bst\.?\s/g, 'saint ')
    .replace(/^\s*the\s+/, '')
    .replaceAll(/[^\p{L}\p{M}]/gu, '');

/** Without accents too, where they are accents: in the scripts of India and Japan the marks are letters. */
function plainly(name: string): string {
  const exact = exactly(name);
  return /^[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Inherited}]*$/u.test(
    exact,
  )
    ? foldLetters(exact).replaceAll(/[^\p{L}]/gu, '')
    : exact;
}

const SPELLED: ReadonlyMap<string, string> = new Map([
  ['ä', 'ae'], ['ö', 'oe'], ['ü', 'ue'], ['å', 'aa'], ['ø', 'oe'],
]); // prettier-ignore

/** The spelling on keyboards without these letters: `Oesterreich`. */
const spelledOut = (name: string): string =>
  name.toLowerCase().replaceAll(/[äöüåø]/g, (letter) => SPELLED.get(letter) ?? letter);
