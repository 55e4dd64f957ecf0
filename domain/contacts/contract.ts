import { z } from 'zod';
import { WITH_OTHER_FAULTS } from '#lib/with-other-faults.ts';
import { visibleName } from '#lib/visible.ts';
import { comparedText, soughtText } from '../compared-text.contract.ts';
import { languageTagOf } from '../language-tag.contract.ts';
import { whereabouts } from '../countries.contract.ts';
import { timeZone } from '../time-zone.contract.ts';
import { fieldName } from './field-name.contract.ts';

const TAG = /^[^,;|"•]+$/;
const NO_SEPARATORS = 'must not contain , ; | or quotes';
/** A tag to be set on a contact. */
export const tag = comparedText.min(1).max(60).regex(TAG, NO_SEPARATORS);
/** A tag in a search. */
export const soughtTag = soughtText.min(1).max(60).regex(TAG, NO_SEPARATORS);

export const locale = languageTagOf('must be a language tag such as en or ar-KW');

const notMasked = (value: string): boolean => !value.includes('•');
const MASKED = 'is a masked value; leave the field out to keep what is there';

const email = z.string().trim().min(1).max(320).refine(notMasked, MASKED);
const phone = z.string().trim().min(1).max(40).refine(notMasked, MASKED);
const name = visibleName(200).refine(notMasked, MASKED);

/** Custom fields: text, numbers, yes/no; 50 at most. */
export const fields = z
  .record(
    fieldName,
    z.union([z.string().max(2000).refine(notMasked, MASKED), z.number(), z.boolean(), z.null()]),
  )
  .refine((f) => Object.keys(f).length <= 50, 'takes 50 fields at most');

/** The maximum of tags per contact. */
export const MOST_TAGS = 50;

const unique = (list: string[]): string[] => [...new Set(list)];
const tags = z.array(tag).max(MOST_TAGS).transform(unique);

export const newContact = z
  .strictObject({
    email: email.optional(),
    phone: phone.optional(),
    name: name.optional(),
    locale: locale.optional(),
    time_zone: timeZone.optional(),
    country: whereabouts.optional().describe('left out: the country of the phone number'),
    tags: tags.default([]),
    fields: fields.default({}),
  })
  .refine((c) => c.email !== undefined || c.phone !== undefined, {
    ...WITH_OTHER_FAULTS,
    path: ['email'],
    message: 'give an e-mail address or a phone number',
  });
export type NewContact = z.output<typeof newContact>;

/** Only the given fields change; null removes a value. `fields` is merged by name. */
export const contactPatch = z.strictObject({
  email: email.nullable().optional(),
  phone: phone.nullable().optional(),
  name: name.nullable().optional(),
  locale: locale.nullable().optional(),
  time_zone: timeZone.nullable().optional(),
  country: whereabouts
    .nullable()
    .optional()
    .describe(
      'null: the country of the phone number. A new number brings its own, unless one is given',
    ),
  tags: tags.optional(),
  fields: fields.optional(),
});
export type ContactPatch = z.output<typeof contactPatch>;

/** A change of tags on many contacts at once. */
export const bulkTags = z
  .strictObject({
    ids: z.array(z.uuid()).min(1).max(1000).overwrite(unique),
    add_tags: tags.default([]),
    remove_tags: tags.default([]),
  })
  .refine((b) => b.add_tags.length + b.remove_tags.length > 0, {
    path: ['add_tags'],
    message: 'give tags to add or to remove',
  })
  .refine((b) => !b.add_tags.some((t) => b.remove_tags.includes(t)), {
    path: ['remove_tags'],
    message: 'contains a tag that is also in add_tags',
  });
export type BulkTags = z.output<typeof bulkTags>;
