import { invalidField, notFound } from '#lib/errors.ts';
import type { Context, Services } from '../context.ts';
import { getTenant } from '../tenancy/read.ts';
import { escapeHtml } from '../templates/plain.ts';
import { FORM_CHANNELS, type Shown } from './contract.ts';
import { askedFor, languageFor, whatIsShown } from './public-form.ts';
import { loadForm } from './read.ts';
import { fingerprint, keepSnapshot } from './snapshot.ts';
import { EMBED_WORDS, RIGHT_TO_LEFT } from './words.ts';

export type EmbedCode = { frame: string; html: string };

/**
 * Returns the HTML of a form for the organisation's own site. It contains the fingerprint of the wording beside the
 * boxes, so that wording is stored now: a consent given there later names exactly it.
 * @throws AppError not_found, invalid (`channel`, `language`: not of this form)
 */
export async function embedCode(
  services: Services,
  ctx: Context,
  id: string,
  wish: { channel?: 'sms' | 'email' | undefined; language?: string | undefined },
): Promise<EmbedCode> {
  const keys = await services.keyring.keys(ctx);
  const tenant = await getTenant(services, ctx);
  return services.db.withTenant(ctx, async (trx) => {
    const form = await loadForm(trx, services, id);
    if (form.archived_at) throw notFound('Form');
    if (wish.channel && !form.channels.includes(wish.channel))
      throw invalidField('channel', 'is not a channel of this form');
    if (wish.language !== undefined && !form.languages.some((one) => one === wish.language))
      throw invalidField('language', 'is not a language of this form');
    const language = languageFor(form.languages, { asked: wish.language ?? null });
    const channel = form.channels.find((one) => one === wish.channel) ?? form.channels[0] ?? FORM_CHANNELS[0]; // prettier-ignore
    const shown = await whatIsShown(
      trx,
      tenant,
      { ...form, purposes: await askedFor(trx, form) },
      { channel, language },
    );
    await keepSnapshot(trx, ctx.tenantId, keys, shown);
    const title = `${form.name} · ${tenant.name}`;
    return {
      frame: `<iframe src="${form.url}?embed=1&amp;lang=${language}" title="${escapeHtml(title)}" style="width:100%;max-width:32rem;height:44rem;border:0"></iframe>`,
      html: plainForm(form.url, shown),
    };
  });
}

function plainForm(url: string, shown: Shown): string {
  const words = EMBED_WORDS[shown.language];
  const sms = shown.channel === 'sms';
  const boxes = shown.boxes.map(
    ({ purpose, wording }) =>
      `  <p><label><input type="checkbox" name="purposes" value="${escapeHtml(purpose)}"> ${escapeHtml(wording)}</label></p>`,
  );
  return [
    `<form method="post" action="${url}" lang="${shown.language}"${RIGHT_TO_LEFT.has(shown.language) ? ' dir="rtl"' : ''}>`,
    `  <input type="hidden" name="channel" value="${shown.channel}">`,
    `  <input type="hidden" name="language" value="${shown.language}">`,
    `  <input type="hidden" name="shown" value="${fingerprint(shown)}">`,
    `  <p hidden><label>Website <input name="website" tabindex="-1" autocomplete="off"></label></p>`,
    `  <p><label>${sms ? words.phone : words.email} <input name="address" type="${sms ? 'tel' : 'email'}" autocomplete="${sms ? 'tel' : 'email'}" required></label></p>`,
    ...boxes,
    ...(shown.privacy_url
      ? [`  <p><a href="${escapeHtml(shown.privacy_url)}">${words.privacy}</a></p>`]
      : []),
    `  <button type="submit">${words.send}</button>`,
    '</form>',
  ].join('\n');
}
