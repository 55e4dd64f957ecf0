import { z } from 'zod';

const LONGEST = 100;

/** Languages that win where a name is also that of a rarer one. */
const COMMON = 'en de fr es it pt nl sv da no nb nn fi is pl cs sk hu ro bg hr sr sl bs mk sq el tr ru uk be et lv lt ar he fa ur hi bn pa gu ta te ml kn mr ne si th vi id ms fil zh ja ko km lo my mn ka hy az kk uz ky tg tk sw am ha yo ig zu xh af ca eu gl cy ga mt lb eo so'.split(' '); // prettier-ignore

/** Codes of ISO 639-2 that are older than the ones in use. */
const OLD_CODES: ReadonlyMap<string, string> = new Map(
  'ger de,fre fr,dut nl,chi zh,cze cs,gre el,per fa,rum ro,slo sk,alb sq,arm hy,baq eu,bur my,geo ka,ice is,mac mk,mao mi,may ms,tib bo,wel cy'.split(',').map((pair): [string, string] => [pair.slice(0, 3), pair.slice(4)]),
); // prettier-ignore

/** Tags with a name of their own: `Brazilian Portuguese`, `简体中文`. */
const WITH_REGION = ['en-US', 'en-GB', 'en-AU', 'en-CA', 'pt-BR', 'pt-PT', 'es-MX', 'es-ES', 'fr-CA', 'fr-CH', 'de-AT', 'de-CH', 'nl-BE', 'zh-Hans', 'zh-Hant']; // prettier-ignore

const ALSO: readonly (readonly [string, string])[] = [
  ['Farsi', 'fa'], ['Mandarin', 'zh'], ['Castellano', 'es'], ['Castilian', 'es'], ['Flemish', 'nl-BE'], ['Vlaams', 'nl-BE'], ['Valencian', 'ca'], ['Tagalog', 'fil'], ['Bahasa', 'id'],
  ['Chinese (Simplified)', 'zh-Hans'], ['Simplified Chinese', 'zh-Hans'], ['Chinese (Traditional)', 'zh-Hant'], ['Traditional Chinese', 'zh-Hant'], ['中文', 'zh'], ['汉语', 'zh'], ['漢語', 'zh'], ['Moldovan', 'ro'], ['Gaelic', 'ga'],
]; // prettier-ignore

const exactly = (name: string): string =>
  name
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{M}]/gu, '');

/** Without accents, in the scripts where they are accents. */
const plainly = (name: string): string =>
  /^[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{Script=Inherited}]*$/u.test(name)
    ? name.normalize('NFKD').replaceAll(/\p{M}/gu, '')
    : name;

const displayNames = (
  locale: string,
  type: 'language' | 'region',
  languageDisplay: 'dialect' | 'standard' = 'dialect',
): Intl.DisplayNames => new Intl.DisplayNames(locale, { type, languageDisplay, fallback: 'none' });

let names: ReadonlyMap<string, string> | undefined;

/** Returns the names of all languages in the common ones. Takes a moment, once, for the first that is no tag. */
function allNames(): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const add = (name: string | undefined, tag: string): void => {
    if (!name) return;
    for (const one of [exactly(name), plainly(exactly(name))])
      if (one && !found.has(one)) found.set(one, tag);
  };
  for (const [name, tag] of ALSO) add(name, tag);
  // First what each language calls itself: that is never a name of another one.
  for (const tag of COMMON) add(displayNames(tag, 'language').of(tag), tag);
  const english = displayNames('en', 'language');
  const letters = Array.from({ length: 26 }, (_, i) => String.fromCharCode(97 + i));
  const rare = letters
    .flatMap((a) => letters.map((b) => a + b))
    .filter((code) => !COMMON.includes(code) && english.of(code) !== undefined);
  for (const tags of [COMMON, WITH_REGION, rare])
    for (const locale of ['en', ...COMMON]) {
      const [short, long] = [displayNames(locale, 'language'), displayNames(locale, 'language', 'standard')]; // prettier-ignore
      for (const tag of tags) {
        add(short.of(tag), canonical(tag) ?? tag);
        if (tag.includes('-')) add(long.of(tag), tag);
      }
    }
  return found;
}

function canonical(tag: string): string | null {
  try {
    return Intl.getCanonicalLocales(tag)[0] ?? null;
  } catch {
    return null;
  }
}

const TAG = /^[a-z]{2,3}(?:-[a-z0-9]{2,8})*$/i;

function asTag(text: string): string | null {
  // `pt_BR.UTF-8`, `de_DE@euro`
  const bare = text.replace(/(?<=^[a-z]{2,3}(?:[_-][a-z0-9]+)*)(?:\.[a-z0-9-]+)?(?:@[a-z]+)?$/i, '');
  const tag = bare.replaceAll('_', '-');
  if (!TAG.test(tag)) return null;
  const [base = ''] = tag.toLowerCase().split('-');
  const found = canonical(tag.toLowerCase().replace(/^[a-z]+/, OLD_CODES.get(base) ?? base));
  if (found === null || found.length > 35) return null;
  const known = displayNames('en', 'language').of(found.split('-')[0] ?? '') !== undefined;
  // What is written as a tag may be one that has no name here; `JP` is a country.
  return known || /^[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*$/.test(bare) ? found : null;
} // prettier-ignore

function named(text: string): string | null {
  names ??= allNames();
  const name = exactly(text);
  return names.get(name) ?? names.get(plainly(name)) ?? null;
}

/** `German (Germany)`, `Deutsch - Österreich`, `English, US`, `Deutsch (de)` */
function inParts(text: string): string | null {
  const parts = text.split(/\s*[()[\]/|,;:（）]\s*|\s+[-–—]\s+/).filter(Boolean);
  const [first = '', second = ''] = parts;
  if (parts.length !== 2) return null;
  const language = named(first) ?? asTag(first);
  if (language === null) return null;
  const region = regionIn(second, language);
  if (region !== null) return canonical(`${language}-${region}`);
  const other = named(second) ?? asTag(second);
  return other !== null && other.split('-')[0] === language.split('-')[0] ? other : null;
}

function regionIn(text: string, language: string): string | null {
  const letters = text.toUpperCase();
  const own = displayNames(language, 'region');
  const english = displayNames('en', 'region');
  if (/^[A-Z]{2}$/.test(text)) return english.of(letters) === undefined ? null : letters;
  if (['USA', 'UK'].includes(letters)) return letters === 'UK' ? 'GB' : 'US';
  const codes = Array.from({ length: 26 * 26 }, (_, i) => String.fromCharCode(65 + Math.floor(i / 26), 65 + (i % 26))); // prettier-ignore
  const sought = plainly(exactly(text));
  return codes.find((code) => [own, english].some((in_) => plainly(exactly(in_.of(code) ?? '')) === sought)) ?? null; // prettier-ignore
}

const met = new Map<string, string | null>();
const MOST_MET = 2_000;

/**
 * Returns the BCP 47 tag of a language, by a tag in any case, as systems write it, or its name in any common language:
 * `DE`, `en_US`, `pt_BR.UTF-8`, `Deutsch`, `German (Germany)`. Null for what is none.
 */
export function languageOf(text: string): string | null {
  if (text.length > LONGEST) return null;
  const known = met.get(text);
  if (known !== undefined) return known;
  if (met.size >= MOST_MET) met.clear();
  const written = text.trim();
  const found = asTag(written) ?? named(written) ?? inParts(written);
  met.set(text, found);
  return found;
}

/** Builds the schema of a language as a client names it; stored as its canonical tag. */
export const languageTagOf = (message: string) =>
  z
    .string()
    .max(LONGEST, message)
    .refine((text) => languageOf(text) !== null, message)
    .overwrite((text) => languageOf(text) ?? text)
    .describe('BCP 47; any case, en_US, and names of languages are understood');

/** A tag as the key of an object, taken as it is written: two spellings of one language must not become one. */
export const languageKeyOf = (message: string) =>
  z.string().regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/, message);
