import { z } from 'zod';
import { languageKeyOf, languageTagOf } from '../language-tag.contract.ts';
import { isShallow } from '#lib/depth.ts';
import { isEmptyOrVisible, NOTHING_SEEN } from '#lib/visible.ts';
import { comparedText } from '../compared-text.contract.ts';

export const CATEGORIES = [
  'invite', 'confirmation', 'transactional', 'promotional', 'opt_out_confirmation',
  'renewal',
] as const; // prettier-ignore
export const categorySchema = z.enum(CATEGORIES);
export type TemplateCategory = z.infer<typeof categorySchema>;

export const channelSchema = z.enum(['sms', 'email']);
export type TemplateChannel = z.infer<typeof channelSchema>;

/** The maximum of characters of a template; a rendered SMS is also limited by its segments. */
export const MAX_BODY = 200_000;
export const MAX_SUBJECT = 300;

const shown = z.string().min(1, 'must not be empty').refine(isEmptyOrVisible, NOTHING_SEEN);
export const subjectSchema = shown.max(MAX_SUBJECT);
export const bodySchema = shown.max(MAX_BODY);

/** A BCP 47 tag. */
export const languageTag = languageTagOf('must be a language tag such as en or ar');
const languageKey = languageKeyOf('must be a language tag such as en or ar');

/** The text of a template. `subject` belongs to e-mail only; `language` is a BCP 47 tag. */
export const templateSourceSchema = z.strictObject({
  channel: channelSchema,
  category: categorySchema,
  subject: subjectSchema.optional(),
  body: bodySchema,
  language: languageTag.optional(),
});
export type TemplateSource = z.infer<typeof templateSourceSchema>;

/** A rendered message. E-mail has a subject and both parts; a text has only `text`. */
export type Rendered = { subject?: string; text: string; html?: string };

/**
 * The values a template may use. Every part is optional here; a value that a template needs and lacks is reported
 * before anything is sent. `variables` are the caller's own.
 */
export type TemplateVariables = {
  contact?: {
    name?: string;
    first_name?: string;
    email?: string;
    phone?: string;
    locale?: string;
    fields?: Record<string, unknown>;
  };
  organization?: {
    name?: string;
    color?: string;
    address?: string;
    logo?: string;
    max_segments?: number;
  };
  purpose?: { name?: string };
  variables?: Record<string, unknown>;
  unsubscribe_url?: string;
  /** The page where a person sees and changes all they receive. */
  preferences_url?: string;
  opt_out?: string;
  /** The exact words that a yes agrees to, as they are recorded. */
  wording?: string;
  code?: string;
  expires_minutes?: number;
  confirm_url?: string;
  renew_url?: string;
  /** The page with the receipt of the confirmed act. */
  receipt_url?: string;
  /** The day a consent expires, in the template's language. */
  ends_on?: string;
  /** URLs in a campaign's mail that count opens and clicks; added by Assent. */
  tracked?: Record<string, string>;
};

/** The name of a template. */
export const templateName = comparedText.min(1, 'must not be empty').max(120);
const language = templateSourceSchema.shape.language;
const oneText = z.strictObject({ subject: subjectSchema.optional(), body: bodySchema });
/** The maximum of languages of one template. */
const MOST_LANGUAGES = 40;
const fewLanguages = (texts: object): boolean => Object.keys(texts).length < MOST_LANGUAGES;
const TOO_MANY = `may be ${MOST_LANGUAGES} languages at most`;
export const newTemplate = z.strictObject({
  name: templateName,
  ...templateSourceSchema.shape,
  /** The text in further languages, by their tag. */
  texts: z.record(languageKey, oneText).refine(fewLanguages, TOO_MANY).optional(),
  is_default: z.boolean().optional(),
  origin: z.literal('user', 'is always user for a template of your own').optional(),
});
export type NewTemplate = z.output<typeof newTemplate>;

export const templatePatch = z.strictObject({
  name: templateName.optional(),
  subject: subjectSchema.nullable().optional(),
  body: bodySchema.optional(),
  language,
  /** Languages to replace, or to remove by null; the others stay. */
  texts: z.record(languageKey, oneText.nullable()).refine(fewLanguages, TOO_MANY).optional(),
  is_default: z.boolean().optional(),
});
export type TemplatePatch = z.output<typeof templatePatch>;

/** The uses for which a template is selected; `code` is our fixed text for verification codes. */
export const selectionUse = z.enum([...CATEGORIES, 'code']);
export const selectionQuery = z.strictObject({
  channel: channelSchema.optional(),
  category: selectionUse.optional(),
  /** The recipient's locale: a language tag, or given by `contact_id`. */
  locale: z.string().max(35).optional(),
  contact_id: z.uuid().optional(),
});
export type SelectionQuery = z.output<typeof selectionQuery>;

/** The largest version number: the limit of the database's type. */
export const MOST_VERSIONS = 2 ** 31 - 1;
export const restoreRequest = z.strictObject({ version: z.int().min(1).max(MOST_VERSIONS) });

/** The caller's own values; at most 64 kB, nested at most 20 levels deep. */
export const customVariables = z
  .record(z.string().min(1).max(64), z.unknown())
  .refine((v) => isShallow(v, 20), { message: 'are nested too deeply', abort: true })
  .refine((v) => JSON.stringify(v).length <= 65_536, 'are too long: at most 64 kB');
