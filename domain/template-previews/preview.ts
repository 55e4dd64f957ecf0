import type { Trx } from '#lib/db.ts';
import type { FieldError } from '#lib/errors.ts';
import { AppError, invalidField, notFound } from '#lib/errors.ts';
import { recordAudit } from '../audit/record.ts';
import { purposeNameIn } from '../purposes/purpose-words.ts';
import { purposeNamed } from '../purposes/purposes.ts';
import type { Context, Services } from '../context.ts';
import { assertMayReveal } from '../reveal.ts';
import type { Rendered, TemplateSource, TemplateVariables } from '../templates/contract.ts';
import { NOTHING_TO_SEE, outOfBounds, textFaultOf } from '../templates/bounds.ts';
import { optOutWords } from '../templates/provided/sms.ts';
import { inLanguageOf, loadTemplate } from '../templates/read.ts';
import { bracesInValues } from '../templates/braces-in-values.ts';
import { ownNames } from '../templates/own-values.ts';
import type { CompiledTemplate } from '../templates/render.ts';
import { notValid } from '../templates/part.ts';
import { checkWritten, readOnce } from '../templates/rules.ts';
import { tooMuchToRead } from '../templates/source-cost.ts';
import { SAMPLE, sampleOf } from '../templates/sample.ts';
import { previewPrice, type PreviewPrice } from './price.ts';
import { MOST_COUNTED, smsSize, type SmsSize } from '../templates/segments.ts';
import { unsuitable } from '../templates/suits.ts';
import { categoryFor } from '../templates/values.contract.ts';
import {
  CONTACT_COLUMNS,
  contactVariables,
  madeUpVariables,
  maskVariables,
  organizationVariables,
  type ContactRow,
} from '../templates/variables.ts';
import { sourceOf } from '../templates/view.ts';

export type PreviewFor = {
  /** Which of a template's languages; the contact's unless given, else the main one. */
  language?: string | undefined;
  contact_id?: string | undefined;
  variables?: Record<string, unknown> | undefined;
  /** Purpose the text is sent for. It decides what a text must contain, whatever the category of its template. */
  purpose?: string | undefined;
  reveal: boolean;
};
export type Preview = {
  language: string;
  subject: string | null;
  text: string;
  html: string | null;
  /** Null for mails, and for a text that is too long to be counted. */
  segments: SmsSize | null;
  /** Price of one text; null where there are no segments. */
  price: PreviewPrice | null;
  /** Variables that a send with these values would miss. */
  missing: string[];
  /** Errors to correct before the text can be saved. */
  errors: FieldError[];
};

/**
 * Renders a saved template as a recipient would see it. Personal data is masked unless it is revealed. Conditions,
 * length and price never depend on masked values.
 */
export const previewTemplate = (
  services: Services,
  ctx: Context,
  id: string,
  target: PreviewFor,
): Promise<Preview> =>
  services.db.withTenant(ctx, async (trx) =>
    preview(trx, services, ctx, await sourceFor(trx, id, target), target),
  );

/** Returns a template's text as this contact would get it, or in the language asked for. */
async function sourceFor(trx: Trx, id: string, target: PreviewFor): Promise<TemplateSource> {
  const row = await loadTemplate(trx, id);
  if (target.language !== undefined) {
    const text = row.texts.find(({ language }) => language === target.language);
    if (!text) throw invalidField('language', 'is not a language of this template');
    return sourceOf({ ...row, ...text });
  }
  if (target.contact_id === undefined) return sourceOf(row);
  const contact: { locale: string | null } | undefined = await trx('contacts')
    .where({ id: target.contact_id })
    .first('locale');
  return sourceOf(await inLanguageOf(trx, row, contact?.locale));
}

/** Renders a text that is being written and not saved yet. */
export const previewText = (
  services: Services,
  ctx: Context,
  source: TemplateSource,
  target: PreviewFor,
): Promise<Preview> =>
  services.db.withTenant(ctx, (trx) => preview(trx, services, ctx, source, target));

async function preview(
  trx: Trx,
  services: Services,
  ctx: Context,
  written: TemplateSource,
  target: PreviewFor,
): Promise<Preview> {
  const purpose = target.purpose === undefined ? null : await purposeNamed(trx, target.purpose);
  const source = purpose ? { ...written, category: categoryFor(purpose) } : written;
  const tooMuch = tooMuchToRead(source);
  const read = tooMuch ? () => refuse(tooMuch) : readOnce(source);
  const unfit = purpose ? unsuitable(written.category, purpose) : undefined;
  const errors = [
    ...(unfit ? [{ path: 'purpose', message: `the template ${unfit}` }] : []),
    ...checkWritten(source, read, target.variables),
  ];
  const { shown: contact, counted, to } = await contactOf(trx, services, ctx, target);
  const vars: TemplateVariables = {
    ...sampleOf(source.category),
    contact,
    organization: await organizationVariables(trx),
    ...(purpose ? { purpose: { name: purposeNameIn(purpose, source.language) } } : {}),
    variables: target.variables ?? {},
    opt_out: optOutWords(source.language),
  };
  const rendered = fill(read, vars);
  // Measured with made-up values where the contact is masked: the length must not reveal them.
  const { text, subject } =
    counted === contact ? rendered : fill(read, { ...vars, contact: counted });
  const segments =
    source.channel === 'sms' && !tooMuch && text.length <= MOST_COUNTED ? smsSize(text) : null;
  const measured = { text, ...(subject === undefined ? {} : { subject }) };
  const faults = errors.length ? errors : rendered.errors;
  // What was not filled in has no length, and no subject that could be empty.
  const outside = rendered.errors.length
    ? undefined
    : outOfBounds(source, measured, vars.organization?.max_segments);
  const missing = rendered.errors.length ? [] : read().missing(vars);
  const braces = rendered.errors.length
    ? []
    : bracesInValues(ownNames(source), target.variables ?? {});
  const empty = !faults.length && !missing.length && !read().shows(vars);
  return {
    language: source.language ?? 'en',
    subject: rendered.subject ?? null,
    text: rendered.text,
    html: rendered.html ?? null,
    segments,
    price: segments && (await previewPrice(trx, segments.segments, to)),
    missing,
    // Reported once, even where the sample has another length.
    errors:
      outside &&
      textFaultOf(faults) !== 'too_long' &&
      !faults.some(({ path }) => path === outside.path)
        ? [...faults, ...braces, outside]
        : [...faults, ...braces, ...(empty ? [{ path: 'body', message: NOTHING_TO_SEE }] : [])],
  };
}

const refuse = ({ path, message }: FieldError): never => {
  throw notValid(path, message);
};

type Filled = Rendered & { errors: FieldError[] };

/** Fills in a text. One that cannot be parsed, or not be filled in with these values, shows nothing and says why. */
function fill(read: () => CompiledTemplate, vars: TemplateVariables): Filled {
  try {
    const options = { allowMissing: true, unbounded: true };
    return { ...read().render(vars, options), errors: [] };
  } catch (error) {
    if (error instanceof AppError) return { text: '', errors: error.detail.errors ?? [] };
    throw error;
  }
}

type ContactValues = NonNullable<TemplateVariables['contact']>;

/** The contact of a preview. It reveals no more than this caller may see. */
type For = {
  /** Values for the text and its conditions: masked, unless the contact is revealed. */
  shown: ContactValues;
  /**
   * Values for measuring: made up where `shown` is masked. A mask is shorter than the value, and its dots are not in
   * the GSM alphabet.
   */
  counted: ContactValues;
  to: Parameters<typeof previewPrice>[2];
};

/** @throws AppError not_found, forbidden (reveal without pii:read) */
async function contactOf(
  trx: Trx,
  services: Services,
  ctx: Context,
  target: PreviewFor,
): Promise<For> {
  if (target.contact_id === undefined) {
    return { shown: SAMPLE.contact, counted: SAMPLE.contact, to: null };
  }
  const row: (ContactRow & { country: string | null }) | undefined = await trx('contacts')
    .where({ id: target.contact_id })
    .first(...CONTACT_COLUMNS, 'country');
  if (!row) throw notFound('Contact');
  const clear = contactVariables(await services.keyring.keys(ctx), row);
  if (!target.reveal) {
    const { country } = row;
    return {
      shown: maskVariables(clear),
      counted: madeUpVariables(clear),
      to: country ? { country } : null,
    };
  }
  assertMayReveal(ctx);
  await recordAudit(trx, ctx, {
    action: 'contact.revealed',
    entityType: 'contact',
    entityId: row.id,
    detail: { by: 'template preview' },
  });
  return { shown: clear, counted: clear, to: clear.phone ? { phone: clear.phone } : null };
}
