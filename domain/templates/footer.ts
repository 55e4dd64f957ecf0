/*
 * The end of every mail, and of a text that owes a way out: the one place where it is made. It is Liquid, filled in
 * with the rest.
 */

export type Footer = {
  language: string;
  /** Whether the way out is added, because the author's words do not show one. */
  wayOut: boolean;
  /** Whether a page of the author's own gets the sender's postal address, because it does not show it. */
  imprint: boolean;
};

type Words = { because: string; stop: string; all: string };
const ENGLISH: Words = {
  because: 'You receive this because you agreed to {{ purpose.name }}.',
  stop: 'Unsubscribe',
  all: 'See all you receive',
};
const ARABIC: Words = {
  because: 'تصلك هذه الرسالة لأنك وافقت على {{ purpose.name }}.',
  stop: 'إلغاء الاشتراك',
  all: 'كل ما يصلك',
};

/** Inline, because a page of the author's own has no style sheet of ours. */
const STYLE = 'margin:0 0 8px;font-size:13px;line-height:1.5;color:#5b6660';

const line = (words: string): string => `<p style="${STYLE}">${words}</p>`;

const IMPRINT = line('{{ organization.imprint }}');

/** Beneath a mail in our layout. */
export const layoutFooter = (footer: Footer): string =>
  [wayOutLine(footer), IMPRINT].filter(Boolean).join('\n');

/** At the end of a page of the author's own, which is left as it is but for what it owes. */
export const ownFooter = (footer: Footer): string =>
  [wayOutLine(footer), footer.imprint ? IMPRINT : ''].filter(Boolean).join('\n');

function wayOutLine({ language, wayOut }: Footer): string {
  if (!wayOut) return '';
  const { because, stop, all } = language.startsWith('ar') ? ARABIC : ENGLISH;
  const out = `<a href="{{ unsubscribe_url }}">${stop}</a>`;
  return line(`${because} ${out} · <a href="{{ preferences_url }}">${all}</a>`);
}

/** A text, with the way out in a line of its own where it is added. */
export const textWithFooter = (body: string, { wayOut }: Pick<Footer, 'wayOut'>): string =>
  wayOut ? `${body.trimEnd()}\n{{ opt_out }}` : body;
