import type { FormLanguage } from '../languages.contract.ts';

type Words = (organization: string, purpose: string) => string;

/*
 * The default wordings next to a box, as shown to the person and stored with the consent. They name the sender, the
 * purpose and the opt-out, and state that consent is not a condition of purchase (47 CFR 64.1200(f)(9)).
 */
const WORDINGS: Record<FormLanguage, Record<'sms' | 'email', Words>> = {
  en: {
    sms: (organization, purpose) =>
      `Yes, ${organization} may send me text messages: ${purpose}. Message and data rates may apply. ` +
      'I can stop at any time by replying STOP. Agreeing is not a condition of buying anything.',
    email: (organization, purpose) =>
      `Yes, ${organization} may send me e-mails: ${purpose}. ` +
      'I can stop at any time by the link in every message. Agreeing is not a condition of buying anything.',
  },
  ar: {
    sms: (organization, purpose) =>
      `نعم، أوافق على أن ترسل إليّ ${organization} رسائل نصية: ${purpose}. قد تُطبَّق رسوم الرسائل والبيانات. ` +
      'يمكنني التوقف في أي وقت بالرد بكلمة STOP. الموافقة ليست شرطًا لشراء أي شيء.',
    email: (organization, purpose) =>
      `نعم، أوافق على أن ترسل إليّ ${organization} رسائل بريد إلكتروني: ${purpose}. ` +
      'يمكنني التوقف في أي وقت من خلال الرابط الموجود في كل رسالة. الموافقة ليست شرطًا لشراء أي شيء.',
  },
};

/** Returns the default wording, for organisations that have not published their own. */
export const optInWording = (
  organization: string,
  purpose: string,
  shown: { channel: 'sms' | 'email'; language: FormLanguage },
): string => WORDINGS[shown.language][shown.channel](organization, purpose);
