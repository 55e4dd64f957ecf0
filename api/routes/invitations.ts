import { INVITATION_STATUSES } from '#domain/invitations/choices.contract.ts';
import { z } from 'zod';
import { invitationStats, invitationView, newInvitation } from '#domain/invitations/contract.ts';
import { operation } from '../operation.ts';
import { byId, listOf, paging } from '../schemas.ts';
import { needs } from '../seen-by.ts';

const invitation = invitationView.meta({ id: 'Invitation', ...needs('members:read') });

export const invitations = {
  list: operation({
    method: 'get',
    path: '/invitations',
    summary: 'Invitations to the organization, newest first',
    permission: 'members:read',
    query: z.strictObject({ ...paging, status: z.enum(INVITATION_STATUSES).optional() }),
    output: listOf(invitation),
    handler: (services, ctx, { query }) => services.identity.invitations.list(ctx, query),
  }),
  stats: operation({
    method: 'get',
    path: '/invitations/stats',
    summary: 'How many invitations are pending, and how the others ended in the last 30 days',
    permission: 'members:read',
    output: invitationStats.meta({ id: 'InvitationStats' }),
    handler: (services, ctx) => services.identity.invitations.stats(ctx),
  }),
  create: operation({
    method: 'post',
    path: '/invitations',
    summary: 'Invite somebody by mail; the link works for 7 days',
    permission: 'members:write',
    body: newInvitation,
    output: invitation,
    status: 201,
    limited: true,
    idempotent: true,
    reasons: {
      403: 'Only an owner can invite an owner; a key of the organization is nobody who invites',
      409: 'The address is a member’s, or has a pending invitation: `invitation_id`',
    },
    handler: (services, ctx, { body }) => services.identity.invitations.invite(ctx, body),
  }),
  resend: operation({
    method: 'post',
    path: '/invitations/{id}/resend',
    summary: 'Send a new link, also after the end; the old one stops working',
    permission: 'members:write',
    params: byId,
    output: invitation,
    limited: true,
    handler: (services, ctx, { params }) => services.identity.invitations.resend(ctx, params.id),
  }),
  cancel: operation({
    method: 'delete',
    path: '/invitations/{id}',
    summary: 'Withdraw an invitation; its link stops working',
    permission: 'members:write',
    params: byId,
    handler: (services, ctx, { params }) => services.identity.invitations.cancel(ctx, params.id),
  }),
};
