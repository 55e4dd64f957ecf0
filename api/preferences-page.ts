import type { Services } from '#domain/context.ts';
import type { Speak } from '#domain/languages.contract.ts';
import { ownerOfLink } from '#domain/unsubscribe/behind-link.ts';
import { describePreferences, preferenceWordings, type PreferencePage } from '#domain/preferences/describe.ts'; // prettier-ignore

/** The preference centre, ready to be rendered. */
export type PreferencesPage = PreferencePage & {
  /** The wording beside the boxes of purposes that are not received. */
  wordings: { purpose: string; wording: string; shown: string }[];
};

/**
 * Returns the page behind a preference link.
 * @param speak the page's language, if the person's own is unknown
 */
export async function preferencesPage(
  services: Services,
  token: string,
  speak: Speak,
): Promise<PreferencesPage | null> {
  const found = await describePreferences(services, token, speak);
  const holder = await ownerOfLink(services, token);
  if (!found || !holder) return null;
  const off = found.preferences.filter(({ state, marketing }) => state !== 'granted' && marketing);
  const wordings = await services.db.withTenant(holder, (trx) =>
    preferenceWordings(
      trx,
      holder.channel,
      found.language,
      off.map(({ key }) => key),
    ),
  );
  return { ...found, wordings };
}
