import { z } from 'zod';
import { emailAddress, loginInput, newPassword, personName } from '../identity/contract.ts';
import { INVITATION_STATUSES, INVITED_ROLES as ROLES } from './choices.contract.ts';

export const newInvitation = z.strictObject({
  email: emailAddress,
  role: z.enum(ROLES, { error: 'is not a role' }),
});
export type NewInvitation = z.output<typeof newInvitation>;

export const invitationView = z.object({
  id: z.uuid(),
  email: z.string(),
  role: z.enum(ROLES),
  status: z.enum(INVITATION_STATUSES),
  invited_by: z.object({ id: z.uuid(), name: z.string() }),
  mail: z
    .enum(['waiting', 'sent', 'refused'])
    .describe('whether the link is on its way; refused: the mail server will never take it'),
  created_at: z.iso.datetime(),
  expires_at: z.iso.datetime(),
  reminded_at: z.iso.datetime().nullable(),
  ended_at: z.iso
    .datetime()
    .nullable()
    .describe('when it was accepted, canceled or expired; it is deleted 30 days later'),
});
export type InvitationView = z.output<typeof invitationView>;

export const invitationStats = z.object({
  pending: z.int(),
  accepted: z.int(),
  canceled: z.int(),
  expired: z.int(),
});
export type InvitationStats = z.output<typeof invitationStats>;

/** A link is far shorter; what is longer is none. */
export const linkToken = z.string().min(1, 'must not be empty').max(500, 'is not a link of ours');

/** What the holder of a link may know. */
export const validInvitation = z.object({
  organization: z.string(),
  email: z.string(),
  role: z.enum(ROLES),
  invited_by: z.string(),
  expires_at: z.iso.datetime(),
});
export type ValidInvitation = z.output<typeof validInvitation>;

export const acceptInvitation = z.strictObject({
  token: linkToken,
  name: personName
    .optional()
    .describe('for a new person; somebody with an account is signed in instead'),
  password: newPassword.optional().describe('for a new person'),
});
export type AcceptInvitation = z.output<typeof acceptInvitation>;

/** The password of an invited person who has an account. */
export const invitedPassword = loginInput.pick({ password: true });
