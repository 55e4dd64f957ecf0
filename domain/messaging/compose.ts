import type { Trx } from '#lib/db.ts';
import { AppError, invalidField, isKind } from '#lib/errors.ts';
import type { Purpose } from '#models/purpose.ts';
import { Template } from '#models/template.ts';
import { purposeNameIn, type PurposeName } from '../purposes/purpose-words.ts';
import type { Context } from '../context.ts';
import type {
  TemplateCategory,
  TemplateChannel,
  TemplateSource,
  TemplateVariables,
} from '../templates/contract.ts';
import { mustNotAskForAddress } from '../templates/address-questions.ts';
import { mustBeSound } from '../templates/create.ts';
import { optOutWords } from '../templates/provided/sms.ts';
import { defaultTemplate, inLanguageOf, loadTemplate } from '../templates/read.ts';
import { unsuitable } from '../templates/suits.ts';
import { mustHaveNoBraces } from '../templates/braces-in-values.ts';
import { compiled } from '../templates/compiled.ts';
import { categoryFor, type MessageValues } from '../templates/values.contract.ts';
import { contactById, organizationVariables } from '../templates/variables.ts';
import { sourceOf, type TemplateRow } from '../templates/view.ts';
import type { TenantKeys } from '../keyring/keyring.ts';
import type { optOutLinks } from '../signed-links/links.ts';
import type { Unwritten, Words } from './content.ts';
import type { SendRequest } from './contract.ts';
import { judgedWith } from './judged.ts';
import { write } from './write.ts';

export type Composed = { rendered: Words; templateVersionId: string | null };
type Wanted = Pick<SendRequest, 'template' | 'template_id' | 'variables' | 'channel'>;

/** The text of a message before it is filled in. Ids are null for a text written for this message alone. */
export type Text = {
  source: TemplateSource;
  templateId: string | null;
  versionId: string | null;
};

type WaysOut = ReturnType<typeof optOutLinks>;

/** Values for a text. */
export type Facts = {
  /** As the recipient agreed to it. */
  purpose: PurposeName;
  contact: NonNullable<TemplateVariables['contact']>;
  organization: NonNullable<TemplateVariables['organization']>;
  optOutLinks: WaysOut;
};

/**
 * Fills in and checks the text of one message, before anything is decided or the gate is asked.
 * @throws AppError invalid: an unknown or archived template, one of the other channel, a marketing text without an
 *   opt-out, missing values
 */
export async function compose(
  trx: Trx,
  ctx: Context,
  keys: TenantKeys,
  wanted: Wanted,
  facts: {
    purpose: Purpose;
    /** The purpose as the recipient agreed to it. */
    agreed: PurposeName;
    contactId: string | null;
    optOutLinks: WaysOut;
  },
): Promise<Composed> {
  const contact = await contactById(trx, keys, facts.contactId);
  const text = await chooseText(trx, wanted, facts.purpose, contact.locale);
  const rendered = fillIn(ctx, text, wanted, {
    purpose: facts.agreed,
    contact,
    organization: await organizationVariables(trx),
    optOutLinks: facts.optOutLinks,
  });
  return { rendered, templateVersionId: text.versionId };
}

/**
 * Fills in the text. For a caller who may not see personal data, made-up values decide whether the request is valid,
 * and the real text is written at the hand-over, after the gate.
 * @throws AppError invalid, naming what is missing
 */
export function fillIn(
  ctx: Pick<Context, 'permissions'>,
  { source, templateId }: Text,
  wanted: Wanted,
  facts: Facts,
): Words {
  const values: MessageValues = {
    contact: facts.contact,
    organization: facts.organization,
    purpose: { name: purposeNameIn(facts.purpose, source.language) },
    variables: wanted.variables ?? {},
    ...facts.optOutLinks,
    opt_out: optOutWords(source.language),
  };
  try {
    return writeNowOrLater(ctx, { source, values });
  } catch (error) {
    throw error instanceof AppError ? inRequest(error, templateId) : error;
  }
}

/**
 * Writes a text for a caller who may see the recipient's data; for others, checks it with made-up values and leaves
 * the real text to the hand-over. Their text must not decide by an address: whether it is sent would tell.
 * @throws AppError invalid, with the field of the text or the missing values
 */
export function writeNowOrLater(ctx: Pick<Context, 'permissions'>, unwritten: Unwritten): Words {
  const { source, values } = unwritten;
  mustHaveNoBraces(source, values.variables ?? {});
  const contact = judgedWith(ctx, values.contact, compiled(source).variables);
  if (contact === null) return write(unwritten);
  mustNotAskForAddress(source);
  write({ ...unwritten, values: { ...values, contact } });
  return { text: '', unwritten };
}

/** Maps errors of a text to the request field that names or contains it. */
const inRequest = (error: AppError, templateId: string | null): AppError =>
  new AppError(error.kind, error.message, {
    errors: (error.detail.errors ?? []).map(({ path, message }) => {
      if (path !== 'body' && path !== 'subject') return { path, message };
      return templateId === null
        ? { path: `template.${path}`, message }
        : { path: 'template_id', message: `the template's ${path} ${message}` };
    }),
  });

/**
 * Returns the text in the recipient's language, where the template has it. Without a named template it is the default
 * for the purpose's use and the channel, as in `GET /templates/selection`.
 * @throws AppError invalid: no such text, one of the other channel, a marketing text without an opt-out
 */
export async function chooseText(
  trx: Trx,
  wanted: Wanted,
  purpose: Purpose,
  locale: string | undefined,
  home?: string,
): Promise<Text> {
  const category = categoryFor(purpose);
  if (typeof wanted.template === 'object') {
    const source = { channel: wanted.channel, category, ...wanted.template };
    mustBeSound(source, 'template');
    return { source, templateId: null, versionId: null };
  }
  const named = { id: wanted.template_id, name: wanted.template, channel: wanted.channel };
  const row = await templateFor(trx, named, category);
  const unfit = unsuitable(row.category, purpose);
  if (unfit)
    throw invalidField(wanted.template_id === undefined ? 'template' : 'template_id', unfit);
  const text = await inLanguageOf(trx, row, locale, home);
  const source = { ...sourceOf(text), category };
  mustBeSound(source);
  return { source, templateId: row.id, versionId: text.version_id };
}

type Named = { id: string | undefined; name: string | undefined; channel: TemplateChannel };

async function templateFor(
  trx: Trx,
  { id, name, channel }: Named,
  category: TemplateCategory,
): Promise<TemplateRow> {
  if (id === undefined && name === undefined) {
    const row = await defaultTemplate(trx, { channel, category });
    if (!row) throw invalidField('template_id', 'is required: there is no default for this use');
    return row;
  }
  const field = id === undefined ? 'template' : 'template_id';
  const found = id ?? (await idOf(trx, name ?? '', channel));
  const row = found === null ? null : await loadTemplate(trx, found).catch(gone);
  if (!row || row.archived_at) throw invalidField(field, 'is not one of your templates');
  if (row.channel !== channel) {
    throw invalidField(field, `is a template for ${row.channel}, not for ${channel}`);
  }
  return row;
}

async function idOf(trx: Trx, name: string, channel: TemplateChannel): Promise<string | null> {
  const row = await Template.query(trx).findOne({ name, channel }).whereNull('archived_at');
  return row?.id ?? null;
}

/** A missing template is the caller's mistake; a database failure is not. */
const gone = (error: unknown): null => {
  if (isKind(error, 'not_found')) return null;
  throw error;
};
