import { z } from 'zod';
import { emptyOrVisibleText, visibleName } from '#lib/visible.ts';
import { languageKey, languageTag, purposeRef } from '#domain/consent/contract.ts';
import { previewPurpose } from '#domain/purposes/preview.ts';
import {
  createPurpose,
  listPurposes,
  purposeFaults,
  purposeVersions,
  updatePurpose,
} from '#domain/purposes/purposes.ts';
import { formLanguage } from '#domain/forms/contract.ts';
import { operation } from '../operation.ts';
import { byId, id, timestamp } from '../schemas.ts';
import { needs } from '../seen-by.ts';

const category = z.enum(['marketing', 'transactional']);
const purpose = z
  .object({
    id,
    key: z.string(),
    name: z.string(),
    description: z.string(),
    language: z
      .string()
      .describe('language of `name` and `description`, which replace missing translations'),
    translations: z.record(z.string(), z.object({ name: z.string(), description: z.string() })),
    category,
    expires_after_days: z.int().nullable(),
    renew_before_days: z
      .int()
      .nullable()
      .describe('how long before the end people are asked to renew; null: never'),
    version: z.int(),
    created_at: timestamp,
  })
  .meta({ id: 'Purpose', ...needs('consents:read') });

/** More languages than anybody needs. */
const MOST_LANGUAGES = 50;
const onlyOnce = (tags: string[]): boolean =>
  new Set(tags.map((tag) => tag.toLowerCase())).size === tags.length;

const words = {
  name: visibleName(120),
  description: emptyOrVisibleText(1000),
  language: languageTag,
  translations: z
    .record(
      languageKey,
      z.strictObject({
        name: visibleName(120),
        description: emptyOrVisibleText(1000).default(''),
      }),
    )
    .refine(
      (all) => Object.keys(all).length <= MOST_LANGUAGES,
      `may be ${MOST_LANGUAGES} languages at most`,
    )
    .refine((all) => onlyOnce(Object.keys(all)), 'contains a language twice')
    .describe('name and description in other languages, by tag; a change replaces all of them'),
  expires_after_days: z.int().min(1).max(3650).nullable(),
  renew_before_days: z.int().min(1).max(365).nullable(),
};

const periods = z
  .object(words)
  .pick({ expires_after_days: true, renew_before_days: true })
  .partial();

export const purposes = {
  list: operation({
    method: 'get',
    path: '/purposes',
    summary: 'What people can consent to',
    permission: 'consents:read',
    output: z.object({ data: z.array(purpose), next_cursor: z.string().nullable() }),
    handler: async (services, ctx) => ({
      data: await listPurposes(services, ctx),
      next_cursor: null,
    }),
  }),
  create: operation({
    method: 'post',
    path: '/purposes',
    summary: 'Add a purpose',
    permission: 'organization:write',
    body: z.strictObject({
      key: z.string().regex(/^[a-z][a-z0-9_]{0,62}$/, 'must be lower-case letters, digits and _'),
      category,
      name: words.name,
      description: words.description.default(''),
      language: words.language.optional().describe('the organization’s unless given'),
      translations: words.translations.default({}),
      expires_after_days: words.expires_after_days.default(null),
      renew_before_days: words.renew_before_days.default(null),
    }),
    output: purpose,
    told: ['id', 'key', 'version'],
    status: 201,
    idempotent: true,
    faults: async (_services, _ctx, { body }) => purposeFaults(periods.safeParse(body).data ?? {}),
    handler: (services, ctx, { body }) => createPurpose(services, ctx, body),
  }),
  update: operation({
    method: 'patch',
    path: '/purposes/{id}',
    summary: 'Change the texts of a purpose, or when its consents end: its next version',
    permission: 'organization:write',
    params: byId,
    body: z.strictObject(words).partial(),
    output: purpose,
    told: ['id', 'key', 'version'],
    faults: async (_services, _ctx, { body }) => purposeFaults(periods.safeParse(body).data ?? {}),
    handler: (services, ctx, { params, body }) => updatePurpose(services, ctx, params.id, body),
  }),
  preview: operation({
    method: 'post',
    path: '/purposes/preview',
    summary: 'Preview of a purpose’s checkbox in each language of the public pages, before it is saved', // prettier-ignore
    permission: 'consents:read',
    body: z.strictObject({
      name: z.string().trim().max(120).default(''),
      description: words.description.default(''),
      language: words.language.optional(),
      translations: z
        .record(
          languageKey,
          z.strictObject({ name: z.string().max(120), description: z.string().max(1000) }),
        )
        .default({}),
      channel: z.enum(['sms', 'email']).default('email'),
      purpose: purposeRef.optional().describe('the existing purpose: its published texts count'),
    }),
    output: z.object({
      data: z.array(
        z.object({
          language: formLanguage,
          name: z.string(),
          description: z.string(),
          wording: z.string(),
        }),
      ),
    }),
    handler: async (services, ctx, { body: { channel, purpose: ref, ...draft } }) => ({
      data: await previewPurpose(services, ctx, draft, { channel, purpose: ref }),
    }),
  }),
  versions: operation({
    method: 'get',
    path: '/purposes/{id}/versions',
    summary: 'Versions of a purpose’s texts, the current first',
    permission: 'consents:read',
    params: byId,
    output: z.object({
      data: z.array(purpose.omit({ id: true, key: true, category: true })),
      next_cursor: z.string().nullable(),
    }),
    handler: async (services, ctx, { params }) => ({
      data: await purposeVersions(services, ctx, params.id),
      next_cursor: null,
    }),
  }),
};
