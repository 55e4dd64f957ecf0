import type { TemplateChannel, TemplateSource } from '../contract.ts';

export const CODE_LANGUAGES = ['ar', 'en'] as const;
type Language = (typeof CODE_LANGUAGES)[number];

/**
 * The texts of verification codes. They are not editable: a code must always look the same and contain nothing else.
 * The code comes first in a text, so that phones offer it, and is isolated in Arabic, so that its digits keep their
 * order.
 */
const CODES: Record<Language, Record<TemplateChannel, TemplateSource>> = {
  en: {
    sms: {
      channel: 'sms',
      category: 'transactional',
      language: 'en',
      body: '{{ code }} is your {{ organization.name }} code. It works for {{ expires_minutes }} minutes. Never share it.',
    },
    email: {
      channel: 'email',
      category: 'transactional',
      language: 'en',
      subject: 'Your {{ organization.name }} code',
      body: `<h1>Your code</h1>
<p class="code">{{ code }}</p>
<p>It works for {{ expires_minutes }} minutes and only once. {{ organization.name }} will never ask you for it.</p>
<p class="small">If you did not ask for a code, you can ignore this message.</p>`,
    },
  },
  ar: {
    sms: {
      channel: 'sms',
      category: 'transactional',
      language: 'ar',
      body: '{{ code }} هو رمزك من {{ organization.name }}. صالح {{ expires_minutes }} دقائق. لا تشاركه.',
    },
    email: {
      channel: 'email',
      category: 'transactional',
      language: 'ar',
      subject: 'رمزك من {{ organization.name }}',
      body: `<h1>رمز التحقق</h1>
<p class="code" dir="ltr">{{ code }}</p>
<p>الرمز صالح لمدة {{ expires_minutes }} دقائق ولمرة واحدة فقط. لن تطلبه منك {{ organization.name }} أبدًا.</p>
<p class="small">إذا لم تطلب رمزًا فيمكنك تجاهل هذه الرسالة.</p>`,
    },
  },
};

/** Returns the text of a code in one of its languages; English for any other. */
export const codeText = (channel: TemplateChannel, language: string): TemplateSource =>
  CODES[CODE_LANGUAGES.find((known) => known === language) ?? 'en'][channel];
