import type { FormLanguage } from '../languages.contract.ts';

type Words = (organization: string, purpose: string) => string;

/*
 * The words next to a box, as the person sees them and as they are kept with the consent. They name the
 * sender, the purpose, the way out, and that nothing depends on it (47 CFR 64.1200(f)(9)).
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

/** Used where the organisation has published no words of its own. */
export const optInWording = (
  organization: string,
  purpose: string,
  place: { channel: 'sms' | 'email'; language: FormLanguage },
): string => WORDINGS[place.language][place.channel](organization, purpose);
