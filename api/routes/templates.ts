import { z } from 'zod';
import {
  categorySchema,
  channelSchema,
  customVariables,
  languageTag,
  newTemplate,
  restoreRequest,
  selectionQuery,
  selectionUse,
  templateName,
  templatePatch,
  templateSourceSchema,
} from '#domain/templates/contract.ts';
import { purposeRef } from '#domain/consent/contract.ts';
import { archiveTemplate } from '#domain/templates/archive.ts';
import { copyTemplate } from '#domain/templates/copy.ts';
import { createTemplate } from '#domain/templates/create.ts';
import { previewTemplate, previewText } from '#domain/template-previews/preview.ts';
import { getTemplate, listTemplates } from '#domain/templates/read.ts';
import { LANGUAGE_REASONS } from '#domain/templates/languages.ts';
import { selectTemplates } from '#domain/templates/select.ts';
import { listVersions, restoreVersion } from '#domain/templates/versions.ts';
import { updateTemplate } from '#domain/templates/update.ts';
import { testTemplate } from '#domain/tests-to-members/send.ts';
import { testMessage } from '../test-message.ts';
import { testSend } from '#domain/messaging/test-send.ts';
import { operation } from '../operation.ts';
import { byId, flag, id, listOf, ofContact, paging, reveal, timestamp } from '../schemas.ts';
import { needs } from '../seen-by.ts';
import { message, sent } from './messages.ts';

const texts = z.record(z.string(), z.object({ subject: z.string().nullable(), body: z.string() }));

const template = z
  .object({
    id,
    name: z.string(),
    channel: channelSchema,
    category: categorySchema,
    origin: z.enum(['provided', 'user']),
    is_default: z.boolean().describe('used where no template is named'),
    subject: z.string().nullable(),
    body: z.string(),
    language: z.string().describe('main language: replaces missing languages'),
    texts: texts.describe('by language, the main one included'),
    version: z.int().describe('also the ETag: send it back as If-Match'),
    variables: z.array(z.string()).describe('what the text needs'),
    archived_at: timestamp.nullable(),
    created_at: timestamp,
    updated_at: timestamp,
  })
  .meta({ id: 'Template', ...needs('templates:read') });

const selection = z
  .object({
    channel: channelSchema,
    category: selectionUse,
    template: z
      .object({ id, name: z.string(), version: z.int(), origin: z.enum(['provided', 'user']) })
      .nullable()
      .describe('the default template of its use; null for codes, whose texts are ours'),
    locale: z.string().nullable().describe('of the recipient'),
    organization_locale: z.string(),
    language: z.string(),
    because: z
      .enum(LANGUAGE_REASONS)
      .describe('whose language it is; `main` where the template has none of theirs'),
    languages: z.array(z.string()),
    subject: z.string().nullable(),
    body: z.string(),
  })
  .meta({ id: 'TemplateSelection' });

const preview = z
  .object({
    subject: z.string().nullable(),
    text: z.string(),
    html: z.string().nullable(),
    segments: z
      .object({
        encoding: z.enum(['GSM-7', 'UCS-2']),
        segments: z.int(),
        chars: z.int(),
        beyond_gsm: z.array(z.string()).describe('the characters that make it UCS-2'),
      })
      .nullable()
      .describe('how a text message is billed; null for mails and above 6,400 characters'),
    language: z.string(),
    price: z
      .object({
        amount: z.string(),
        currency: z.string(),
        per_segment: z.string(),
        segments: z.int(),
        basis: z.enum(['card', 'list', 'fallback']),
        source: z.string(),
        as_of: z.string().nullable(),
        for: z.enum(['contact', 'own_country']),
      })
      .nullable()
      .describe('of one text, to the contact or to one’s own country'),
    missing: z.array(z.string()).describe('values a send would miss'),
    errors: z.array(z.object({ path: z.string(), message: z.string() })),
  })
  .meta({ id: 'TemplatePreview' });

const previewFor = {
  contact_id: ofContact.describe(
    'values of this contact; masked unless revealed; needs contacts:read',
  ),
  variables: customVariables.optional(),
  purpose: purposeRef.optional().describe('for this purpose, which decides the required footer'),
};

export const templates = {
  list: operation({
    method: 'get',
    path: '/templates',
    summary: 'List templates, the last changed first',
    permission: 'templates:read',
    query: z.strictObject({
      ...paging,
      channel: channelSchema.optional(),
      category: categorySchema.optional(),
      origin: z.enum(['provided', 'user']).optional(),
      q: z.string().max(120).optional(),
      archived: flag.default(false),
    }),
    output: listOf(template),
    handler: (services, ctx, { query }) => listTemplates(services, ctx, query),
  }),
  create: operation({
    method: 'post',
    path: '/templates',
    summary: 'Create a template',
    permission: 'templates:write',
    body: newTemplate,
    output: template,
    status: 201,
    idempotent: true,
    handler: (services, ctx, { body }) => createTemplate(services, ctx, body),
  }),
  previewText: operation({
    method: 'post',
    path: '/templates/preview',
    summary: 'See a text as a recipient would, before it is saved',
    permission: 'templates:read',
    query: z.strictObject({ reveal }),
    body: z.strictObject({ ...templateSourceSchema.shape, ...previewFor }),
    output: preview,
    handler: (services, ctx, { body: { contact_id, variables, purpose, ...source }, query }) =>
      previewText(services, ctx, source, { contact_id, variables, purpose, reveal: query.reveal }),
  }),
  // Before the path with an id.
  selection: operation({
    method: 'get',
    path: '/templates/selection',
    summary: 'The text that is used when no template is named, and why: for one use or all',
    permission: 'templates:read',
    query: selectionQuery.extend({ contact_id: ofContact }),
    output: z.object({ data: z.array(selection) }),
    handler: async (services, ctx, { query }) => ({
      data: await selectTemplates(services, ctx, query),
    }),
  }),
  versions: operation({
    method: 'get',
    path: '/templates/{id}/versions',
    summary: 'Every version with its texts, the newest first',
    permission: 'templates:read',
    params: byId,
    output: listOf(
      z.object({
        version: z.int(),
        created_at: timestamp,
        created_by: z.string().nullable(),
        texts,
      }),
    ),
    handler: async (services, ctx, { params }) => ({
      data: await listVersions(services, ctx, params.id),
      next_cursor: null,
    }),
  }),
  restore: operation({
    method: 'post',
    path: '/templates/{id}/restore',
    summary: 'Restore an old version as the newest version',
    permission: 'templates:write',
    params: byId,
    body: restoreRequest,
    output: template,
    conditional: true,
    handler: (services, ctx, { params, body, ifMatch }) =>
      restoreVersion(services, ctx, params.id, body.version, ifMatch),
  }),
  get: operation({
    method: 'get',
    path: '/templates/{id}',
    summary: 'One template with its newest text',
    permission: 'templates:read',
    params: byId,
    output: template,
    handler: (services, ctx, { params }) => getTemplate(services, ctx, params.id),
  }),
  update: operation({
    method: 'patch',
    path: '/templates/{id}',
    summary: 'Change a template; earlier versions stay. If-Match guards against lost updates',
    permission: 'templates:write',
    params: byId,
    body: templatePatch,
    output: template,
    conditional: true,
    handler: (services, ctx, { params, body, ifMatch }) =>
      updateTemplate(services, ctx, params.id, body, ifMatch),
  }),
  archive: operation({
    method: 'delete',
    path: '/templates/{id}',
    summary: 'Take a template out of use; what was sent with it stays readable',
    permission: 'templates:write',
    params: byId,
    conditional: true,
    handler: (services, ctx, { params, ifMatch }) =>
      archiveTemplate(services, ctx, params.id, ifMatch),
  }),
  copy: operation({
    method: 'post',
    path: '/templates/{id}/copy',
    summary: 'Copy this template to one of your own',
    permission: 'templates:write',
    params: byId,
    body: z.strictObject({ name: templateName.optional() }).optional(),
    output: template,
    status: 201,
    idempotent: true,
    handler: (services, ctx, { params, body }) =>
      copyTemplate(services, ctx, params.id, body?.name),
  }),
  preview: operation({
    method: 'post',
    path: '/templates/{id}/preview',
    summary: 'See a template as a recipient would, with a contact’s values or your own',
    permission: 'templates:read',
    params: byId,
    query: z.strictObject({ reveal }),
    body: z.strictObject({ ...previewFor, language: languageTag.optional() }).optional(),
    output: preview,
    handler: (services, ctx, { params, query, body }) =>
      previewTemplate(services, ctx, params.id, { ...body, reveal: query.reveal }),
  }),
  test: operation({
    method: 'post',
    path: '/templates/{id}/test',
    summary: 'Send a template to yourself; no consent is asked for, and nothing counts it',
    permission: 'messages:send',
    params: byId,
    body: z
      .strictObject({
        language: languageTag.optional().describe('one of the template’s; otherwise its main one'),
        variables: customVariables.optional(),
      })
      .optional(),
    output: testMessage,
    status: 202,
    idempotent: true,
    handler: async (services, ctx, { params, body }) =>
      testTemplate(
        services,
        ctx,
        await services.identity.callingMember(ctx),
        params.id,
        body ?? {},
      ),
  }),
  testSend: operation({
    method: 'post',
    path: '/templates/{id}/test-send',
    summary:
      'Send a template to an address that has consented to a purpose of its class on its channel',
    permission: 'messages:send',
    params: byId,
    body: z.strictObject({
      to: z.string().trim().min(3).max(320),
      language: languageTag.optional().describe('one of the template’s; otherwise its main one'),
      variables: customVariables.optional(),
    }),
    output: message,
    told: sent,
    status: 202,
    idempotent: true,
    handler: (services, ctx, { params, body }) => testSend(services, ctx, params.id, body),
  }),
};
