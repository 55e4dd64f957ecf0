import { z } from 'zod';
import { archiveForm, formChangeFaults, updateForm } from '#domain/forms/update.ts';
import {
  FORM_ASKS,
  formLanguage,
  formPatch,
  formSettings,
  newForm,
  shown,
} from '#domain/forms/contract.ts';
import { settingsFaults } from '#domain/forms/check-settings.ts';
import { createForm } from '#domain/forms/create.ts';
import { embedCode } from '#domain/forms/embed.ts';
import { previewForm } from '#domain/forms/preview.ts';
import { getForm, listForms } from '#domain/forms/read.ts';
import { operation } from '../operation.ts';
import { byId, flag, id, listOf, paging, timestamp } from '../schemas.ts';
import { needs } from '../seen-by.ts';

const form = z
  .object({
    id,
    name: z.string(),
    slug: z.string().describe('the last part of its address; `opt-in` is your first form'),
    is_default: z.boolean(),
    active: z.boolean().describe('false: its page says that it is closed'),
    version: z.int(),
    asks: z
      .enum(FORM_ASKS)
      .describe('`named`: what `purposes` lists; `every_marketing`: also one that is added later'),
    purposes: z
      .array(z.string())
      .describe('keys in order; empty when it asks for every marketing purpose'),
    ...formSettings.shape,
    url: z.string().describe('its public page'),
    submissions: z.int(),
    confirmed: z.int().describe('submissions whose code or link was used'),
    archived_at: timestamp.nullable(),
    created_at: timestamp,
    updated_at: timestamp,
  })
  .meta({ id: 'Form', ...needs('consents:read') });

export const forms = {
  list: operation({
    method: 'get',
    path: '/forms',
    summary: 'Public sign-up forms, with how many used them and how many confirmed',
    permission: 'consents:read',
    query: z.strictObject({ ...paging, archived: flag.default(false) }),
    output: listOf(form),
    handler: (services, ctx, { query }) => listForms(services, ctx, query),
  }),
  create: operation({
    method: 'post',
    path: '/forms',
    summary: 'Create a public sign-up form',
    permission: 'consents:write',
    body: newForm,
    output: form,
    status: 201,
    idempotent: true,
    faults: async (_services, _ctx, { body }) =>
      settingsFaults(formPatch.safeParse(body).data ?? {}),
    handler: (services, ctx, { body }) => createForm(services, ctx, body),
  }),
  preview: operation({
    method: 'post',
    path: '/forms/preview',
    summary: 'What visitors would see of a form, before it is saved',
    permission: 'consents:read',
    body: newForm
      .omit({ name: true, slug: true })
      .extend({ channel: z.enum(['sms', 'email']), language: formLanguage }),
    output: shown.omit({ form: true }).meta({ id: 'FormShown' }),
    handler: async (services, ctx, { body: { channel, language, ...draft } }) => {
      const { form: _, ...rest } = await previewForm(services, ctx, draft, { channel, language });
      return rest;
    },
  }),
  get: operation({
    method: 'get',
    path: '/forms/{id}',
    summary: 'One form',
    permission: 'consents:read',
    params: byId,
    output: form,
    handler: (services, ctx, { params }) => getForm(services, ctx, params.id),
  }),
  update: operation({
    method: 'patch',
    path: '/forms/{id}',
    summary:
      'Change a form; what it showed before stays on record. If-Match guards against lost updates',
    permission: 'consents:write',
    params: byId,
    body: formPatch,
    output: form,
    conditional: true,
    faults: (services, ctx, { params, body }) =>
      formChangeFaults(services, ctx, params.id, formPatch.safeParse(body).data ?? {}),
    handler: (services, ctx, { params, body, ifMatch }) =>
      updateForm(services, ctx, params.id, body, ifMatch),
  }),
  archive: operation({
    method: 'delete',
    path: '/forms/{id}',
    summary: 'Take a form out of use; its submissions and what it showed stay',
    permission: 'consents:write',
    params: byId,
    conditional: true,
    handler: (services, ctx, { params, ifMatch }) => archiveForm(services, ctx, params.id, ifMatch),
  }),
  embed: operation({
    method: 'get',
    path: '/forms/{id}/embed',
    summary: 'The form for your own site: as a frame, and as plain HTML that posts to us',
    permission: 'consents:read',
    params: byId,
    query: z.strictObject({
      channel: z.enum(['sms', 'email']).optional(),
      language: z.string().max(10).optional(),
    }),
    output: z.object({
      frame: z.string().describe('shows our page; works on the sites in `embed_origins`'),
      html: z.string().describe('yours to style; the wording beside the boxes must not be changed'),
    }),
    handler: (services, ctx, { params, query }) => embedCode(services, ctx, params.id, query),
  }),
};
