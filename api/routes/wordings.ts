import { z } from 'zod';
import { languageTag, purposeRef, wordingText } from '#domain/consent/contract.ts';
import { channel } from '#domain/channel.contract.ts';
import { getWording, listWordings, publishWording } from '#domain/purposes/publish-wording.ts';
import { operation } from '../operation.ts';
import { byId, flag, id, listOf, paging, timestamp } from '../schemas.ts';
import { needs } from '../seen-by.ts';

const kind = z.enum(['consent', 'notice']);
const wording = z
  .object({
    id,
    kind: kind.describe('consent: the wording beside a box; notice: a privacy notice'),
    purpose: z.string().nullable(),
    channel: channel.nullable(),
    language: z.string(),
    version: z.int(),
    text: z.string(),
    sha256: z.string().describe('of the text, hex'),
    in_force: z.boolean(),
    created_at: timestamp,
  })
  .meta({ id: 'Wording', ...needs('consents:read') });

export const wordings = {
  list: operation({
    method: 'get',
    path: '/wordings',
    summary: 'Consent wordings and privacy notices with their versions, the newest first',
    permission: 'consents:read',
    query: z.strictObject({
      ...paging,
      kind: kind.optional(),
      purpose: purposeRef.optional(),
      channel: channel.optional(),
      language: languageTag.optional(),
      in_force: flag.optional(),
    }),
    output: listOf(wording),
    handler: (services, ctx, { query }) => listWordings(services, ctx, query),
  }),
  publish: operation({
    method: 'post',
    path: '/wordings',
    summary: 'Publish a text as the next version; the same text again changes nothing',
    permission: 'organization:write',
    body: z
      .strictObject({
        kind,
        purpose: purposeRef.optional(),
        channel: channel.optional(),
        language: languageTag,
        text: wordingText.max(20_000),
      })
      .transform((value, context) => {
        const { kind: which, purpose, channel: by, ...rest } = value;
        if (which === 'notice' && !purpose && !by) return { kind: which, ...rest };
        if (which === 'notice') {
          for (const [field, given] of [
            ['purpose', purpose],
            ['channel', by],
          ] as const) {
            if (!given) continue;
            context.addIssue({ code: 'custom', path: [field], message: 'is for a consent wording only' }); // prettier-ignore
          }
          return z.NEVER;
        }
        if (purpose && by) return { kind: which, purpose, channel: by, ...rest };
        for (const [field, given] of [
          ['purpose', purpose],
          ['channel', by],
        ] as const) {
          if (!given) context.addIssue({ code: 'custom', path: [field], message: 'is required' });
        }
        return z.NEVER;
      }),
    output: wording,
    status: 201,
    idempotent: true,
    handler: (services, ctx, { body }) => publishWording(services, ctx, body),
  }),
  get: operation({
    method: 'get',
    path: '/wordings/{id}',
    summary: 'One published text',
    permission: 'consents:read',
    params: byId,
    output: wording,
    handler: (services, ctx, { params }) => getWording(services, ctx, params.id),
  }),
};
