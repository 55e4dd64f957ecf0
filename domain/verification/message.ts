import type { Trx } from '#lib/db.ts';
import { timeOf } from '#lib/transaction-time.ts';
import type { Verification } from '#models/verification.ts';
import { askedLanguage } from '../consent/ask/asked-language.ts';
import { askedPurposes, askedWordings, purposeNames } from '../consent/ask/proves.ts';
import type { OptInRequest } from '../consent/contract.ts';
import type { Services } from '../context.ts';
import type { Rendered, TemplateSource } from '../templates/contract.ts';
import { chooseLanguage } from '../templates/languages.ts';
import { codeText, CODE_LANGUAGES } from '../templates/provided/codes.ts';
import { defaultTemplateFor } from '../templates/read.ts';
import { compileTemplate } from '../templates/render.ts';
import type { TenantKeys } from '../keyring/keyring.ts';
import type { ValuesOf } from '../templates/values.contract.ts';
import { contactById, organizationValues } from '../templates/variables.ts';
import { sourceOf } from '../templates/view.ts';
import { decryptUnproven } from './unproven-opt-in.ts';
import { signLink } from '../signed-links/links.ts';
import { PRIVACY_PURPOSE } from './rules.ts';

/** What goes to the provider. Contains the code: never log it or put it into a workflow's history. */
export type CodeMessage = Rendered & { channel: 'sms' | 'email'; to: string; language: string };

/** Writes the message for a code: a plain code text, or for an opt-in the organisation's invite. */
export async function codeMessage(
  trx: Trx,
  services: Pick<Services, 'publicUrl'>,
  keys: TenantKeys,
  v: Verification,
  secret: { to: string; code: string },
): Promise<CodeMessage> {
  const contact = await contactById(trx, keys, v.contact_id);
  const request = decryptUnproven(keys, v)?.request;
  const unproven = request && { request, at: v.created_at };
  const locale =
    contact.locale || request?.language || (await askedLanguage(trx, v.request_event_id));
  const optIn = v.consent_id || unproven ? await invite(trx, v, locale, unproven) : null;
  const { variables: organization, locale: home } = await organizationValues(trx);
  const source = optIn?.source ?? (await plainCode(trx, v, contact.locale, home));
  const values: ValuesOf<'invite'> = {
    organization,
    contact,
    purpose: { name: optIn?.purpose ?? '' },
    wording: optIn?.wording ?? '',
    code: secret.code,
    confirm_url: `${services.publicUrl}/c/${signLink(keys, 'confirm', { tenantId: v.tenant_id, id: v.id })}`,
    expires_minutes: Math.max(
      1,
      Math.round((v.expires_at.getTime() - timeOf(trx).getTime()) / 60_000),
    ),
  };
  return {
    ...compileTemplate(source).render(values),
    channel: v.channel,
    to: secret.to,
    language: source.language ?? 'en',
  };
}

/** Returns the provided code text, in the person's language where we know it. */
async function plainCode(
  trx: Trx,
  v: Verification,
  locale: string | undefined,
  organization: string,
): Promise<TemplateSource> {
  const request = v.purpose === PRIVACY_PURPOSE ? await requestOf(trx, v) : undefined;
  const wanted = { recipient: request?.language || locale, organization };
  const { language } = chooseLanguage(CODE_LANGUAGES, 'en', wanted);
  return codeText(v.channel, language, request?.kind);
}

/** Returns the request about their data that the code proves, if it is for one. */
const requestOf = (
  trx: Trx,
  { id }: Verification,
): Promise<{ kind: 'export' | 'erasure'; language: string | null } | undefined> =>
  trx('privacy_requests').where({ verification_id: id }).first('kind', 'language');

/** Returns the default invite of this channel, the purpose names that readers see, and the words they agree to. */
async function invite(
  trx: Trx,
  v: Verification,
  locale: string | undefined,
  unproven: { request: OptInRequest; at: Date } | undefined,
): Promise<{ source: TemplateSource; purpose: string; wording: string } | null> {
  const use = { channel: v.channel, category: 'invite' } as const;
  const template = await defaultTemplateFor(trx, use, locale);
  if (!template) return null;
  const source = sourceOf(template);
  const asked = await askedPurposes(trx, v.id, unproven, 'open');
  const words = await askedWordings(trx, v.id, unproven?.request, 'open');
  return {
    source,
    purpose: await purposeNames(trx, asked, source.language ?? 'en'),
    wording: words.map(({ text }) => text).join('\n\n'),
  };
}
