/*
 * The only place that builds the footer of mails, and the opt-out line of texts that need one. It is Liquid, filled
 * in with the rest.
 */

export type Footer = {
  language: string;
  /** Whether the opt-out is added, because the author's text does not show one. */
  optOut: boolean;
  /** Whether the sender's postal address is added to the author's own page, because the page does not show it. */
  imprint: boolean;
  /** Whether the words that a yes agrees to are added, because the author's text does not show them. */
  wording: boolean;
};

type Words = { because: string; stop: string; all: string; agree: string };
const ENGLISH: Words = {
  because: 'You receive this because you agreed to {{ purpose.name }}.',
  stop: 'Unsubscribe',
  all: 'See all you receive',
  agree: 'With your yes you agree to this:',
};
const ARABIC: Words = {
  because: 'تصلك هذه الرسالة لأنك وافقت على {{ purpose.name }}.',
  stop: 'إلغاء الاشتراك',
  all: 'كل ما يصلك',
  agree: 'بموافقتك تقر بما يلي:',
};

/** Inline, because the author's own page does not have our style sheet. */
const STYLE = 'margin:0 0 8px;font-size:13px;line-height:1.5;color:#5b6660';

const line = (words: string): string => `<p style="${STYLE}">${words}</p>`;

const IMPRINT = line('{{ organization.imprint }}');

/** Returns the footer of a mail in our layout. */
export const layoutFooter = (footer: Footer): string =>
  [wordingLine(footer), optOutLine(footer), IMPRINT].filter(Boolean).join('\n');

/** Returns the footer of the author's own page: only the parts that are required and missing. */
export const ownFooter = (footer: Footer): string =>
  [wordingLine(footer), optOutLine(footer), footer.imprint ? IMPRINT : '']
    .filter(Boolean)
    .join('\n');

const wordsIn = (language: string): Words => (language.startsWith('ar') ? ARABIC : ENGLISH);

const wordingLine = ({ language, wording }: Footer): string =>
  wording
    ? `${line(wordsIn(language).agree)}\n<div dir="auto" style="${STYLE}">{{ wording | paragraphs }}</div>`
    : '';

function optOutLine({ language, optOut }: Footer): string {
  if (!optOut) return '';
  const { because, stop, all } = wordsIn(language);
  const out = `<a href="{{ unsubscribe_url }}">${stop}</a>`;
  return line(`${because} ${out} · <a href="{{ preferences_url }}">${all}</a>`);
}

/** Returns a text, with the opt-out on a separate line where it has to be added. */
export const textWithFooter = (body: string, { optOut }: Pick<Footer, 'optOut'>): string =>
  optOut ? `${body.trimEnd()}\n{{ opt_out }}` : body;
