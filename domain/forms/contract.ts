import { z } from 'zod';
import { emptyOrVisibleName, emptyOrVisibleText, visibleName } from '#lib/visible.ts';
import { countryCode } from '../countries.contract.ts';
import { FORM_LANGUAGES } from '../languages.contract.ts';

export const FORM_CHANNELS = ['sms', 'email'] as const;
/** Levels of the proof of work before a browser may submit: web/public/proof.ts, domain/forms/ticket.ts. */
export const DIFFICULTIES = ['low', 'normal', 'high'] as const;

/** The slug of the form that every organisation has; its URL is public and must not change. */
export const DEFAULT_SLUG = 'opt-in';
const RESERVED: readonly string[] = [DEFAULT_SLUG, 'opt-out', 'preferences'];

const channel = z.enum(FORM_CHANNELS);
export const formLanguage = z.enum(FORM_LANGUAGES);
const once = <T>(list: T[]): boolean => new Set(list).size === list.length;

const httpsUrl = z
  .url({ protocol: /^https?$/, error: 'must be a web address' })
  .max(500)
  .nullable();

/** `https://shop.example`: only scheme, host and port; `*.` before the host for its subdomains. */
const origin = z
  .string()
  .trim()
  .toLowerCase()
  .regex(
    /^https?:\/\/(\*\.)?[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:\d{1,5})?$/,
    'must be an origin such as https://shop.example',
  );

type Text = (most: number) => z.ZodString;
const textsOf = (text: Text, line: Text = text) =>
  z.strictObject({
    title: line(120).default(''),
    intro: text(2000).default(''),
    thanks: text(2000).default(''),
  });
/** As read: includes texts stored before empty ones were refused. */
const keptTexts = textsOf((most) => z.string().trim().max(most));

/** `named`: the purposes in `purposes`; `every_marketing`: every marketing purpose, including later ones. */
export const FORM_ASKS = ['named', 'every_marketing'] as const;
export type FormAsks = (typeof FORM_ASKS)[number];

const fields = {
  name: visibleName(120),
  slug: z
    .string()
    .regex(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/, 'must be lower-case letters, digits and hyphens')
    .refine((slug) => !RESERVED.includes(slug), 'is reserved for a page of Assent'),
  purposes: z
    .array(z.string().min(1).max(64))
    .max(20)
    .refine(once, 'contains a duplicate')
    .describe('keys, in order, where `asks` is `named`'),
  asks: z
    .enum(FORM_ASKS)
    .describe(
      '`named`: for what `purposes` lists; `every_marketing`: for every marketing purpose, also one added later. Left out, it asks for the `purposes` that are given, and for every marketing purpose where that is left out too; an empty list is refused',
    ),
  channels: z.array(channel).min(1, 'choose one').refine(once, 'contains a duplicate'),
  languages: z
    .array(formLanguage)
    .min(1, 'choose one')
    .refine(once, 'contains a duplicate')
    .describe('the first is used where the visitor’s own is not offered'),
  texts: z
    .partialRecord(formLanguage, textsOf(emptyOrVisibleText, emptyOrVisibleName))
    .describe('by language; an empty text uses the provided one'),
  color: z
    .string()
    .regex(/^#[0-9a-f]{6}$/i, 'must be a color such as #0b6e4f')
    .nullable()
    .describe('null: the organization’s'),
  logo_text: emptyOrVisibleName(60).nullable(),
  logo_url: httpsUrl,
  privacy_url: httpsUrl,
  jurisdiction: countryCode
    .nullable()
    .describe(
      'country whose law applies to consents by this form; null: the country of the number or the contact, otherwise unknown',
    ),
  embed_origins: z.array(origin).max(20).describe('sites that may show the form in a frame'),
  proof_of_work: z
    .boolean()
    .describe('browsers with scripts solve a proof of work before they may submit'),
  difficulty: z.enum(DIFFICULTIES),
  active: z.boolean(),
};

export const formSettings = z.object({
  channels: fields.channels,
  languages: fields.languages,
  texts: z.partialRecord(formLanguage, keptTexts),
  color: fields.color,
  logo_text: z.string().nullable(),
  logo_url: fields.logo_url,
  privacy_url: fields.privacy_url,
  /** Older forms have none, or any two letters. */
  jurisdiction: z.string().nullable().default(null),
  embed_origins: fields.embed_origins,
  proof_of_work: fields.proof_of_work,
  difficulty: fields.difficulty,
});
export type FormSettings = z.output<typeof formSettings>;

export const newForm = z.strictObject({
  name: fields.name,
  slug: fields.slug,
  purposes: fields.purposes.optional(),
  asks: fields.asks.optional(),
  channels: fields.channels.default(['sms', 'email']),
  languages: fields.languages.default(['en']),
  texts: fields.texts.default({}),
  color: fields.color.default(null),
  logo_text: fields.logo_text.default(null),
  logo_url: fields.logo_url.default(null),
  privacy_url: fields.privacy_url.default(null),
  jurisdiction: fields.jurisdiction.default(null),
  embed_origins: fields.embed_origins.default([]),
  proof_of_work: fields.proof_of_work.default(true),
  difficulty: fields.difficulty.default('normal'),
  active: fields.active.default(true),
});
export type NewForm = z.output<typeof newForm>;

export const formPatch = z.strictObject(fields).partial();
export type FormPatch = z.output<typeof formPatch>;

/** Exactly what a visitor was shown, as stored and signed. */
export const shown = z.object({
  organization: z.string(),
  form: z.object({ id: z.uuid(), slug: z.string(), version: z.int() }),
  language: formLanguage,
  channel,
  title: z.string(),
  intro: z.string(),
  privacy_url: z.string().nullable(),
  boxes: z.array(
    z.object({
      purpose: z.string(),
      name: z.string(),
      description: z.string(),
      wording: z.string(),
    }),
  ),
});
export type Shown = z.output<typeof shown>;

const address = z.string().trim().min(1, 'is missing').max(320);
const text = (max: number) => z.string().max(max).default('');

/** The wording a page showed: its SHA-256, hex. An unknown hash counts as missing. */
export const wordsShown = z.object({
  shown: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .optional()
    .catch(undefined),
});

/** As a browser posts a form: ours, or one embedded in the organisation's own site. */
export const submission = z.object({
  channel,
  address,
  language: formLanguage.optional().catch(undefined),
  /** The boxes ticked, by purpose. */
  purposes: z.array(z.string().max(64)).min(1, 'tick what you want').max(20),
  /** The wording beside the boxes. */
  ...wordsShown.shape,
  ticket: text(4000),
  altcha: text(6000),
  /** A hidden field: only a program fills it in. */
  website: text(500),
});
export type Submission = z.output<typeof submission>;
