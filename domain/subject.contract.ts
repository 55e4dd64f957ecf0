import { z } from 'zod';
import { WITH_OTHER_FAULTS } from '#lib/with-other-faults.ts';

/** The person a request is about: a contact or an address. Exactly one of the three. */
export const subject = {
  contact_id: z.uuid().optional(),
  email: z.string().min(3).max(320).optional(),
  phone: z.string().min(3).max(40).optional(),
};
export type Subject = { contact_id?: string; email?: string; phone?: string };

/** Returns whether exactly one of the three is given. */
export const oneSubject = (value: Subject): boolean =>
  [value.contact_id, value.email, value.phone].filter((v) => v !== undefined).length === 1;
export const ONE_SUBJECT = {
  ...WITH_OTHER_FAULTS,
  path: ['contact_id'],
  message: 'give exactly one of contact_id, email, phone',
};
