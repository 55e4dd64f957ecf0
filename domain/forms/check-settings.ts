import { getDomain } from 'tldts';
import { AppError, type FieldError } from '#lib/errors.ts';
import { asksFault } from './asks.ts';
import type { FormPatch, FormSettings } from './contract.ts';

type Given = Partial<Pick<FormSettings, 'texts' | 'languages' | 'embed_origins'>> &
  Pick<FormPatch, 'asks' | 'purposes'>;

/**
 * Checks what a request says about a form: its texts are in its languages, its origins can be one site, and it asks for
 * something.
 * @param stored the form before; what it has already is not checked again
 * @throws AppError invalid (`texts`, `embed_origins`, `purposes`)
 */
export function checkSettings(given: Given, stored: Given = {}): void {
  const errors = settingsFaults(given, stored);
  if (errors.length) throw new AppError('invalid', 'The input is invalid', { errors });
}

/** Returns what `checkSettings` refuses. */
export function settingsFaults(given: Given, stored: Given = {}): FieldError[] {
  const languages: readonly string[] | undefined = given.languages ?? stored.languages;
  const known = new Set([...(languages ?? []), ...Object.keys(stored.texts ?? {})]);
  const asked = asksFault({
    asks: given.asks,
    purposes: given.purposes ?? (given.asks === 'named' ? stored.purposes : undefined),
  });
  return [
    ...Object.keys(languages ? (given.texts ?? {}) : {})
      .filter((language) => !known.has(language))
      .map((language) => ({
        path: `texts.${language}`,
        message: 'is not a language of this form',
      })),
    ...(given.embed_origins ?? []).flatMap((origin, i) => {
      const message = stored.embed_origins?.includes(origin) ? null : wrongOrigin(origin);
      return message === null ? [] : [{ path: `embed_origins.${i}`, message }];
    }),
    ...(asked === null ? [] : [{ path: 'purposes', message: asked }]),
  ];
}

/** Returns what is wrong with an origin: its port, its host, or a wildcard over other people's sites. */
export function wrongOrigin(origin: string): string | null {
  const wildcard = origin.includes('://*.');
  const plain = origin.replace('://*.', '://');
  const url = URL.canParse(plain) ? new URL(plain) : null;
  if (!url || /\.\.|\.$|(?:^|[.])-|-(?:[.]|$)/.test(url.hostname) || url.port === '0')
    return 'must be an origin such as https://shop.example';
  if (wildcard && getDomain(url.hostname, { allowPrivateDomains: true }) === null)
    return 'covers the sites of others: name a domain of your own after the *';
  return null;
}
