import { bodyHtml } from './body-html.ts';
import { layoutFooter, ownFooter, type Footer } from './footer.ts';
import { escapeHtml } from './plain.ts';

const RIGHT_TO_LEFT = /^(ar|fa|he|ur|ps|sd|ug|yi)\b/;
const WHOLE_PAGE = /<html[\s>]/i;

/**
 * The position of the organisation's logo. It is a comment, because a Liquid condition would make every mail slower
 * (plain.ts).
 */
const LOGO = '<!--logo-->';

/** Inserts the organisation's logo. The name is always there too, so that nothing is lost without images. */
export function withLogo(page: string, address: string): string {
  const picture = `<img src="${escapeHtml(address)}" alt="" height="40" style="display:block;height:40px;width:auto;max-width:240px;margin:0 0 12px;border:0">`;
  return page.replace(LOGO, () => (address ? picture : ''));
}

/**
 * Puts a mail's body into the common layout: the organisation's name and colour, one column that fits a phone,
 * readable without images. No line begins with a dot, which SMTP would have to double in each mail. A body that is a whole page stays as it is, with only the required footer. The layout uses
 * tables and inline styles, because mail programs render them consistently.
 */
export function mailPage(body: string, footer: Footer): string {
  if (WHOLE_PAGE.test(body)) return atEnd(body, ownFooter(footer));
  const { language } = footer;
  const dir = RIGHT_TO_LEFT.test(language) ? 'rtl' : 'ltr';
  return `<!doctype html>
<html lang="${language}" dir="${dir}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light">
<style>
body { margin: 0; background: #f3f4f2; }
  .page { font: 16px/1.55 -apple-system, 'Segoe UI', Roboto, Helvetica, Arial, sans-serif; color: #1d2521; overflow-wrap: anywhere; word-break: break-word; }
  .page h1 { margin: 0 0 16px; font-size: 24px; line-height: 1.25; }
  .page h2 { margin: 24px 0 8px; font-size: 18px; line-height: 1.3; }
  .page p { margin: 0 0 16px; }
  .page a { color: {{ organization.color }}; }
  .page a.button { display: inline-block; padding: 12px 24px; border-radius: 8px; background: {{ organization.color }}; color: #ffffff; font-weight: 600; text-decoration: none; }
  .page .code { font: 700 32px/1.2 ui-monospace, Menlo, Consolas, monospace; letter-spacing: 6px; }
  .page .small { font-size: 13px; color: #5b6660; }
@media (max-width: 480px) { .sheet { border-radius: 0 !important; } .in { padding: 24px 20px !important; } }
</style>
</head>
<body>
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="background:#f3f4f2"><tr><td align="center" style="padding:24px 0">
<table role="presentation" class="sheet" width="100%" cellpadding="0" cellspacing="0" border="0" style="max-width:600px;background:#ffffff;border-radius:12px">
<tr><td style="height:6px;line-height:6px;font-size:0;background:{{ organization.color }};border-radius:12px 12px 0 0">&nbsp;</td></tr>
<tr><td class="page in" style="padding:32px 40px 8px;font-weight:700">${LOGO}{{ organization.name }}</td></tr>
<tr><td class="page in" style="padding:16px 40px 32px">
${bodyHtml(body)}
</td></tr>
</table>
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="max-width:600px"><tr><td class="page in" style="padding:16px 40px">${layoutFooter(footer)}</td></tr></table>
</td></tr></table>
</body>
</html>
`;
}

/** Puts HTML before the end of a page's body. */
export function atEnd(page: string, html: string): string {
  const end = page.toLowerCase().lastIndexOf('</body>');
  return end < 0 ? `${page}\n${html}` : page.slice(0, end) + html + page.slice(end);
}
