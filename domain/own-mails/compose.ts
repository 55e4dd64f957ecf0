import type { Rendered } from '../templates/contract.ts';
import { escapeHtml } from '../templates/plain.ts';

/** A paragraph of a mail. With `url`, a link follows it; with `button`, the link is a button with that label. */
export type Paragraph = { say: string; url?: string; button?: string; small?: boolean };

/**
 * Composes a mail that Assent itself writes to somebody who works with it: a notice to owners, an invitation, the link
 * to a new password. Every word is escaped, so names that people chose can be used. Mails to contacts come from templates.
 */
export const composeOwnMail = (subject: string, paragraphs: readonly Paragraph[]): Rendered => ({
  // A name may contain a line break, which would end the header.
  subject: subject.replaceAll(/\s+/g, ' '),
  text: paragraphs.map(({ say, url }) => (url ? `${say}\n${url}` : say)).join('\n\n'),
  html: page(paragraphs.map(htmlOf).join('\n')),
});

function htmlOf({ say, url, button, small }: Paragraph): string {
  const style = small ? ' style="margin:0 0 16px;font-size:13px;color:#5b6660"' : ' style="margin:0 0 16px"'; // prettier-ignore
  if (!url) return `<p${style}>${escapeHtml(say)}</p>`;
  const href = escapeHtml(url);
  if (!button) return `<p${style}>${escapeHtml(say)} <a href="${href}">${href}</a></p>`;
  return `<p${style}>${escapeHtml(say)}</p>
<p style="margin:0 0 24px"><a href="${href}" style="display:inline-block;padding:12px 24px;border-radius:8px;background:#0b6e4f;color:#ffffff;font-weight:600;text-decoration:none">${escapeHtml(button)}</a></p>`;
}

/** The layout uses tables and inline styles, because mail programs render them consistently. */
const page = (body: string): string => `<!doctype html>
<html lang="en" dir="ltr">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light">
</head>
<body style="margin:0;background:#f3f4f2">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="background:#f3f4f2"><tr><td align="center" style="padding:24px 0">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="max-width:600px;background:#ffffff;border-radius:12px;font:16px/1.55 -apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif;color:#1d2521;overflow-wrap:anywhere">
<tr><td style="height:6px;line-height:6px;font-size:0;background:#0b6e4f;border-radius:12px 12px 0 0">&nbsp;</td></tr>
<tr><td style="padding:24px 32px 0;font-weight:700">Assent</td></tr>
<tr><td style="padding:16px 32px 16px">
${body}
</td></tr>
</table>
</td></tr></table>
</body>
</html>
`;
