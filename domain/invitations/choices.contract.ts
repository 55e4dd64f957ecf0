import { ROLES } from '../permissions.ts';

export const INVITATION_STATUSES = ['pending', 'accepted', 'canceled', 'expired'] as const;
export type InvitationStatus = (typeof INVITATION_STATUSES)[number];

/** The roles that somebody can be invited to. */
export const INVITED_ROLES = ROLES;
