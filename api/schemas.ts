import { ADDRESS_ABSENT } from '#domain/addresses/absent.contract.ts';
import { wholeNumber } from '#lib/whole-number.ts';
import { z } from 'zod';
import { needs } from './seen-by.ts';

/** Schemas that many operations share (docs/api.md). */
export const id = z.uuid('must be a UUID');
export const byId = z.object({ id });
/** The contact with an address, in an answer; see seen-by.ts. */
export const contactId = id.nullable().meta({
  description: 'null for an unknown address, and without contacts:read',
  ...needs('contacts:read'),
});
/** The contact that a request is about, where the answer would tell what is theirs: admit (execute.ts) asks for the right. */
export const ofContact = id
  .optional()
  .meta({ description: 'needs contacts:read', ...needs('contacts:read') });
/** The consent behind something, in an answer: ids are ordered by time, so one tells since when there is a consent. */
export const consentId = id
  .nullable()
  .meta({ description: 'null without consents:read', ...needs('consents:read') });
/** RFC 3339 in UTC, from a Date of the database or from text in that form. */
export const timestamp = z
  .union([
    z
      .date()
      .transform((d) => d.toISOString())
      .pipe(z.iso.datetime()),
    z.iso.datetime(),
  ])
  .meta({
    override: ({ jsonSchema }: { jsonSchema: Record<string, unknown> }) => {
      delete jsonSchema['anyOf'];
      Object.assign(jsonSchema, { type: 'string', format: 'date-time' });
    },
  });

/** `?limit=` and `?cursor=` of every list. */
export const paging = {
  limit: wholeNumber({ min: 1, max: 200 }).default(50),
  cursor: z.string().max(300).optional(),
};

const YES = ['true', '1', 'yes', 'on', 'y', 'enabled'];
const NO = ['false', '0', 'no', 'off', 'n', 'disabled'];
/** A boolean in a query, in any case; the document lists the accepted values. */
export const flag = z.stringbool({ truthy: YES, falsy: NO }).meta({
  override: ({ jsonSchema }: { jsonSchema: Record<string, unknown> }) => {
    Object.assign(jsonSchema, { type: 'string', enum: [...YES, ...NO] });
  },
});

/** `?reveal=true`: personal data in clear, for callers with pii:read; audited. */
export const reveal = flag.default(false);

/** The tokens that a call to a language model used. */
export const callUsage = z.object({
  input: z.int(),
  cached_input: z.int(),
  output: z.int(),
  reported: z.boolean().describe('by the provider; otherwise counted here'),
});

export const listOf = <T extends z.ZodType>(item: T) =>
  z.object({ data: z.array(item), next_cursor: z.string().nullable() });

/** Marks a row of which some value cannot be read. */
export const unreadable = z
  .literal(true)
  .optional()
  .describe(
    'a value of this row is damaged, or its key is gone; unreadable values are null or empty',
  );

/** The reason why an address is null; beside every address that may be null. */
export const addressAbsent = z
  .enum(ADDRESS_ABSENT)
  .nullable()
  .describe(
    'why there is no address: `erased`: at the request of its person; `removed`: past its retention time; `none`: they had none on this channel; `unreadable`: stored, but it cannot be read (damaged, or its key is gone); `not_kept`: the reason is unknown; null: there is an address',
  );
