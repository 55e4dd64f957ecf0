import { z } from 'zod';
import { channel } from '#domain/channel.contract.ts';
import { changeImport } from '#domain/contact-imports/change.ts';
import {
  changeRequest,
  IMPORT_STATUSES,
  NOTE_KINDS,
  startRequest,
} from '#domain/contact-imports/contract.ts';
import { cancelImport, getImport, listImports } from '#domain/contact-imports/read.ts';
import { startImport } from '#domain/contact-imports/start.ts';
import { CONTACT_TARGETS } from '#domain/imports/targets.contract.ts';
import { operation } from '../operation.ts';
import { byId, id, listOf, paging, timestamp, unreadable } from '../schemas.ts';
import { needs } from '../seen-by.ts';

/** What a column may be mapped to, in words. */
export const MAPPED_TO = `${CONTACT_TARGETS.join(', ')}, field:<name> for a custom field, consent:<name> for one that says who agreed, unrelated:<name> for one whose values say nothing about consent, or null to leave it out`;

export const contactImport = z
  .object({
    id,
    status: z.enum(IMPORT_STATUSES),
    file_name: z.string().nullable().describe('null where the upload did not say'),
    dry_run: z.boolean(),
    total: z.int().nullable().describe('rows below the header; null until they are counted'),
    processed: z.int(),
    created: z
      .int()
      .nullable()
      .meta({
        description:
          'null without contacts:read, and in a dry run without pii:read, like the next two',
        ...needs('contacts:read'),
      }),
    updated: z
      .int()
      .nullable()
      .meta({
        description: 'rows of existing contacts; `unchanged` of them contained nothing new',
        ...needs('contacts:read'),
      }),
    unchanged: z.int().nullable().meta(needs('contacts:read')),
    failed: z.int(),
    failure: z.string().nullable(),
    encoding: z.string(),
    delimiter: z.string(),
    guesses: z
      .object({
        encoding: z.string().describe('why it is read in this encoding'),
        delimiter: z.string(),
        columns: z.array(
          z.object({
            column: z.string(),
            target: z.string().nullable(),
            reason: z.string(),
            refusals: z
              .literal(true)
              .optional()
              .describe('its values may say who does not consent: these rows get no consent'),
          }),
        ),
      })
      .describe('what was guessed and why; `mapping` is in effect'),
    columns: z.array(z.string()),
    mapping: z.record(z.string(), z.string().nullable()).describe(`column header → ${MAPPED_TO}`),
    sample: z.array(z.array(z.string())),
    has_consent: z.boolean(),
    consent: z
      .object({
        channel,
        purpose: z.string(),
        source: z.string(),
        wording: z.string().nullable(),
        language: z.string(),
        captured_at: timestamp.nullable(),
      })
      .nullable()
      .describe('the stated consent; kept by a start that does not mention consent'),
    consents: z
      .object({
        recorded: z.int(),
        unproven: z
          .int()
          .describe(
            'of those recorded: without proof (`imported_unproven`), so nothing is sent to them',
          ),
        unchanged: z.int(),
        refused: z.int(),
      })
      .nullable()
      .describe('of the rows that were taken; null without consents:read'),
    noted: z.int().describe('how many notes there are on rows that were taken'),
    workflow_id: z.string().nullable(),
    created_at: timestamp,
    finished_at: timestamp.nullable(),
    unreadable,
  })
  .meta({ id: 'ContactImport', ...needs('contacts:read') });

const reported = z.object({
  row: z.int(),
  column: z.string().nullable(),
  message: z.string(),
  value: z.string().nullable().describe('the cell it is about, masked without pii:read'),
  unreadable,
});

const withErrors = contactImport
  .extend({
    errors: z.array(reported).describe('rows that failed, the first 1,000; all are in failed-rows'),
    notes: z
      .array(reported.extend({ kind: z.enum(NOTE_KINDS) }))
      .describe('what was left out, changed or not done in imported rows; the first 1,000'),
  })
  .meta({ id: 'ContactImportReport' });

/** Progress of an import, without its content. */
const progress = ['id', 'status', 'dry_run', 'total', 'processed', 'created', 'updated', 'unchanged', 'failed', 'failure', 'workflow_id', 'created_at', 'finished_at']; // prettier-ignore

/** The upload itself is in imports-upload.ts: a multipart body is not a JSON operation. */
export const imports = {
  list: operation({
    method: 'get',
    path: '/contacts/imports',
    summary: 'Imports, newest first',
    permission: 'contacts:read',
    query: z.strictObject(paging),
    output: listOf(contactImport),
    handler: (services, ctx, { query }) => listImports(services, ctx, query),
  }),
  get: operation({
    method: 'get',
    path: '/contacts/imports/{id}',
    summary: 'Progress of an import, with failed rows',
    permission: 'contacts:read',
    params: byId,
    output: withErrors,
    handler: (services, ctx, { params }) => getImport(services, ctx, params.id),
  }),
  start: operation({
    method: 'post',
    path: '/contacts/imports/{id}/start',
    summary: 'Run an uploaded file, as a dry run or for real',
    permission: 'contacts:write',
    params: byId,
    body: startRequest,
    output: contactImport,
    told: progress,
    status: 202,
    handler: (services, ctx, { params, body }) => startImport(services, ctx, params.id, body),
  }),
  change: operation({
    method: 'patch',
    path: '/contacts/imports/{id}',
    summary: 'Change how a waiting file is read; the preview is created again',
    permission: 'contacts:write',
    params: byId,
    body: changeRequest,
    output: contactImport,
    told: progress,
    handler: (services, ctx, { params, body }) => changeImport(services, ctx, params.id, body),
  }),
  cancel: operation({
    method: 'post',
    path: '/contacts/imports/{id}/cancel',
    summary: 'Stop an import; what has been imported stays',
    permission: 'contacts:write',
    params: byId,
    output: contactImport,
    told: progress,
    handler: (services, ctx, { params }) => cancelImport(services, ctx, params.id),
  }),
};
