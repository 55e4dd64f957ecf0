import { invalidField } from '#lib/errors.ts';
import { newId } from '#lib/ids.ts';
import { recordAudit } from '../audit/record.ts';
import type { PublicVisitor } from '../forms/public-forms.ts';
import { isBeingErased } from '../suppressions/erasure-under-way.ts';
import { isHeldContact } from '../contacts/held.ts';
import { requestOptIn } from '../opt-in/request-opt-in.ts';
import { withdrawConsent } from '../consent/withdraw/withdraw.ts';
import { indexColumn, personAt } from '../addresses/by-channel.ts';
import { personContext, type Context, type Services } from '../context.ts';
import type { FormLanguage } from '../languages.contract.ts';
import { isBlocked, suppressed } from '../suppressions/blocked.ts';
import { askPrivacy } from '../privacy/requests/ask.ts';
import { ownerOfLink, type LinkOwner } from '../unsubscribe/behind-link.ts';
import type { PreferenceAct } from './contract.ts';
import { preferenceWordings } from './describe.ts';

/**
 * The result. `language_kept`: the language of later messages stays, because nothing of the contact may be replaced. An
 * opt-in waits for its confirmation: a mail's link, or a text's code.
 */
export type PreferenceChange =
  | { done: 'withdrawn' | 'language' | 'language_kept' | 'running' }
  | { done: 'asked'; channel: 'sms' | 'email'; verificationId: string };

/**
 * Changes what the holder of a link receives. Opting out needs only the link, however old and whoever has it. Opting
 * in again lifts a withdrawal, so it needs a new proof of the address: the link may have been forwarded.
 * @returns null for a link that is not ours
 * @throws AppError invalid (purposes, shown), conflict (blocked), rate_limited, unavailable
 */
export async function changePreferences(
  services: Services,
  token: string,
  act: PreferenceAct,
  visitor: PublicVisitor,
): Promise<PreferenceChange | null> {
  const holder = await ownerOfLink(services, token);
  if (!holder) return null;
  const ctx = personContext(holder, visitor);
  const evidence = {
    form_url: visitor.formUrl,
    ip: visitor.ip,
    user_agent: visitor.userAgent,
  };
  switch (act.intent) {
    case 'withdraw':
      await withdrawConsent(services, ctx, {
        ...subjectOf(holder),
        purpose: act.purpose,
        source: 'preference_centre',
        evidence,
      });
      return { done: 'withdrawn' };
    case 'opt_in': {
      const verificationId = newId();
      const wanted = await services.db.withTenant(holder, async (trx) => {
        if (await isBlocked(trx, holder, 'owner')) throw suppressed();
        return preferenceWordings(trx, holder.channel, act.language, act.purposes);
      });
      if (wanted.length !== new Set(act.purposes).size) {
        throw invalidField('purposes', 'tick what you want');
      }
      if (act.shown.length && wanted.some(({ shown }) => !act.shown.includes(shown))) {
        throw invalidField('shown', 'has changed; read it again');
      }
      const purposes = wanted.map(({ purpose, wording }) => ({ purpose, wording }));
      await requestOptIn(
        services,
        { ...ctx, resourceId: verificationId },
        {
          ...subjectOf(holder),
          purposes,
          source: 'preference_centre',
          language: act.language,
          evidence,
        },
        { again: true },
      );
      return { done: 'asked', channel: holder.channel, verificationId };
    }
    case 'privacy': {
      const asked = await askPrivacy(services, ctx, holder, act);
      return asked === 'running'
        ? { done: 'running' }
        : { done: 'asked', channel: holder.channel, verificationId: asked.verificationId };
    }
    case 'language':
      return { done: await rememberLanguage(services, ctx, holder, act.language) };
  }
}

const subjectOf = ({ channel, address }: LinkOwner) => ({
  channel,
  ...personAt(channel, address),
});

/**
 * Stores the language of later messages with the contact, where there is one. Under a legal hold a stored language
 * stays, as with any other change of a contact; nothing is stored of a person who is being erased.
 */
async function rememberLanguage(
  services: Services,
  ctx: Context,
  holder: LinkOwner,
  language: FormLanguage,
): Promise<'language' | 'language_kept'> {
  return services.db.withTenant(holder, async (trx) => {
    const contacts: { id: string; locale: string | null }[] = await trx('contacts')
      .where({ [indexColumn(holder.channel)]: holder.addressBidx })
      .forUpdate()
      .select('id', 'locale');
    for (const { id, locale } of contacts) {
      if (locale === language) continue;
      if (locale !== null && (await isHeldContact(trx, id))) return 'language_kept';
      if (await isBeingErased(trx, id)) return 'language_kept';
      await trx('contacts').where({ id }).update({ locale: language, updated_at: trx.fn.now() });
      await recordAudit(trx, ctx, {
        action: 'contact.updated',
        entityType: 'contact',
        entityId: id,
        detail: { fields: ['locale'], by: 'preference_centre' },
      });
    }
    return 'language';
  });
}
