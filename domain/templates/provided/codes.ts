import type { TemplateChannel, TemplateSource } from '../contract.ts';

export const CODE_LANGUAGES = ['ar', 'en'] as const;
type Language = (typeof CODE_LANGUAGES)[number];

/** What a code is for: to prove an address, or a request of the person about their data. */
export type CodeUse = 'proof' | 'export' | 'erasure';

/** `named` follows the organization in a text, `title` heads a mail, `means` says what the code does. */
type Words = { named: string; title: string; means: string };

/** A person with two codes must see which does what: an erasure cannot be taken back. */
const WORDS: Record<Language, Record<CodeUse, Words>> = {
  en: {
    proof: { named: 'code', title: 'Your code', means: '' },
    export: {
      named: 'code for a copy of your data',
      title: 'Your code for a copy of your data',
      means: 'With it you ask {{ organization.name }} for a copy of everything stored about you.',
    },
    erasure: {
      named: 'code to erase your data',
      title: 'Your code to erase your data',
      means: 'With it you ask {{ organization.name }} to erase everything stored about you.',
    },
  },
  ar: {
    proof: { named: '', title: 'رمز التحقق', means: '' },
    export: {
      named: ' لطلب نسخة من بياناتك',
      title: 'رمز طلب نسخة من بياناتك',
      means: 'به تطلب من {{ organization.name }} نسخة من كل ما هو محفوظ عنك.',
    },
    erasure: {
      named: ' لمحو بياناتك',
      title: 'رمز محو بياناتك',
      means: 'به تطلب من {{ organization.name }} محو كل ما هو محفوظ عنك.',
    },
  },
};

const paragraph = (words: string): string => (words ? `\n<p>${words}</p>` : '');

/**
 * The texts of verification codes. They are not editable: a code must always look the same and contain nothing else.
 * The code comes first in a text, so that phones offer it, and is isolated in Arabic, so that its digits keep their
 * order.
 */
const CODES: Record<Language, (words: Words) => Record<TemplateChannel, TemplateSource>> = {
  en: ({ named, title, means }) => ({
    sms: {
      channel: 'sms',
      category: 'transactional',
      language: 'en',
      body: `{{ code }} is your {{ organization.name }} ${named}. It works for {{ expires_minutes }} minutes. Never share it.`,
    },
    email: {
      channel: 'email',
      category: 'transactional',
      language: 'en',
      subject: `Your {{ organization.name }} ${named}`,
      body: `<h1>${title}</h1>
<p class="code">{{ code }}</p>${paragraph(means)}
<p>It works for {{ expires_minutes }} minutes and only once. {{ organization.name }} will never ask you for it.</p>
<p class="small">If you did not ask for a code, you can ignore this message.</p>`,
    },
  }),
  ar: ({ named, title, means }) => ({
    sms: {
      channel: 'sms',
      category: 'transactional',
      language: 'ar',
      body: `{{ code }} هو رمزك من {{ organization.name }}${named}. صالح {{ expires_minutes }} دقائق. لا تشاركه.`,
    },
    email: {
      channel: 'email',
      category: 'transactional',
      language: 'ar',
      subject: `رمزك من {{ organization.name }}${named}`,
      body: `<h1>${title}</h1>
<p class="code" dir="ltr">{{ code }}</p>${paragraph(means)}
<p>الرمز صالح لمدة {{ expires_minutes }} دقائق ولمرة واحدة فقط. لن تطلبه منك {{ organization.name }} أبدًا.</p>
<p class="small">إذا لم تطلب رمزًا فيمكنك تجاهل هذه الرسالة.</p>`,
    },
  }),
};

/** Returns the text of a code in one of its languages; English for any other. */
export function codeText(
  channel: TemplateChannel,
  wanted: string,
  use: CodeUse = 'proof',
): TemplateSource {
  const language = CODE_LANGUAGES.find((known) => known === wanted) ?? 'en';
  return CODES[language](WORDS[language][use])[channel];
}
