import type { TemplateCategory } from '../contract.ts';

/**
 * The provided texts, English and Arabic. The first message of a programme names the sender, the purpose, how to get
 * help and how to stop (CTIA Messaging Principles).
 */
export const TEXTS: Record<'en' | 'ar', Record<TemplateCategory, string>> = {
  en: {
    invite:
      '{{ organization.name }}: your code to receive {{ purpose.name }} by text is {{ code }}. It works for {{ expires_minutes }} minutes. Not you? Ignore this text.',
    confirmation:
      '{{ organization.name }}: you will now receive {{ purpose.name }} by text. Msg & data rates may apply. Reply HELP for help. {{ opt_out }}.',
    transactional: '{{ organization.name }}: {{ variables.message }}',
    promotional: '{{ organization.name }}: {{ variables.message }} {{ opt_out }}.',
    opt_out_confirmation:
      '{{ organization.name }}: you will receive no more texts about {{ purpose.name }}. Reply START to receive them again.',
    renewal:
      '{{ organization.name }}: your consent to {{ purpose.name }} ends on {{ ends_on }}. To stay: {{ renew_url }} {{ opt_out }}.',
  },
  ar: {
    invite:
      '{{ organization.name }}: رمزك لاستلام {{ purpose.name }} هو {{ code }} وهو صالح لمدة {{ expires_minutes }} دقائق. إن لم يكن الأمر يخصك فتجاهل الرسالة.',
    confirmation:
      '{{ organization.name }}: ستصلك {{ purpose.name }} برسائل نصية. قد تطبق رسوم. للمساعدة أرسل HELP. {{ opt_out }}.',
    transactional: '{{ organization.name }}: {{ variables.message }}',
    promotional: '{{ organization.name }}: {{ variables.message }} {{ opt_out }}.',
    opt_out_confirmation:
      '{{ organization.name }}: لن تصلك رسائل أخرى عن {{ purpose.name }}. لاستلامها مجددًا أرسل START.',
    renewal:
      '{{ organization.name }}: تنتهي موافقتك على {{ purpose.name }} في {{ ends_on }}. للاستمرار: {{ renew_url }} {{ opt_out }}.',
  },
};

/** The values of `{{ opt_out }}`. */
export const OPT_OUT = {
  en: 'Reply STOP to opt out',
  ar: 'لإيقاف الرسائل أرسل STOP',
} as const;

/** Returns `{{ opt_out }}` in the language of the text. */
export const optOutWords = (language = 'en'): string =>
  language.startsWith('ar') ? OPT_OUT.ar : OPT_OUT.en;
