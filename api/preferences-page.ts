import type { Services } from '#domain/context.ts';
import type { Speak } from '#domain/languages.contract.ts';
import { holderOf } from '#domain/unsubscribe/behind-link.ts';
import { describePreferences, preferenceWordings, type PreferencePage } from '#domain/preferences/describe.ts'; // prettier-ignore

/** The preference centre, ready to be shown. */
export type PreferencesPage = PreferencePage & {
  /** What stands beside the boxes of what is not received. */
  wordings: { purpose: string; wording: string; shown: string }[];
};

/** @param speak the language of the page, where the person's own is not known */
export async function preferencesPage(
  services: Services,
  token: string,
  speak: Speak,
): Promise<PreferencesPage | null> {
  const found = await describePreferences(services, token, speak);
  const holder = await holderOf(services, token);
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
