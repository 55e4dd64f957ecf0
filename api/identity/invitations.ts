import type { InvitationStatus } from '#domain/invitations/choices.contract.ts';
import type { Context } from '#domain/context.ts';
import type {
  AcceptInvitation,
  InvitationStats,
  InvitationView,
  NewInvitation,
  ValidInvitation,
} from '#domain/invitations/contract.ts';
import type { Page, PageRequest } from '#domain/paging.ts';
import { acceptInvitation, signInToAccept } from './accept-invitation.ts';
import type { IdentityDeps, Visitor } from './deps.ts';
import { invitationPage, openLink, validView, type InvitationPage } from './invitation-link.ts';
import { cancelInvitation, invite, resendInvitation } from './invite.ts';
import { invitationStats, listInvitations } from './list-invitations.ts';
import type { SignedIn } from './session.ts';

/** Invitations to an organization: for members who may invite, and for whoever has a link. */
export type Invitations = {
  invite(ctx: Context, input: NewInvitation): Promise<InvitationView>;
  list(
    ctx: Context,
    request: PageRequest & { status?: InvitationStatus | undefined },
  ): Promise<Page<InvitationView>>;
  stats(ctx: Context): Promise<InvitationStats>;
  resend(ctx: Context, id: string): Promise<InvitationView>;
  cancel(ctx: Context, id: string): Promise<void>;
  validate(token: string, visitor: Visitor): Promise<ValidInvitation>;
  page(token: string, visitor: Visitor): Promise<InvitationPage>;
  /** @returns Set-Cookie headers */
  signIn(token: string, password: string, visitor: Visitor): Promise<string[]>;
  accept(input: AcceptInvitation, visitor: Visitor): Promise<SignedIn>;
};

export const createInvitations = (deps: IdentityDeps): Invitations => ({
  invite: (ctx, input) => invite(deps, ctx, input),
  list: (ctx, request) => listInvitations(deps, ctx, request),
  stats: (ctx) => invitationStats(deps, ctx),
  resend: (ctx, id) => resendInvitation(deps, ctx, id),
  cancel: (ctx, id) => cancelInvitation(deps, ctx, id),
  validate: async (token, visitor) => validView(await openLink(deps, token, visitor)),
  page: (token, visitor) => invitationPage(deps, token, visitor),
  signIn: (token, password, visitor) => signInToAccept(deps, token, password, visitor),
  accept: (input, visitor) => acceptInvitation(deps, input, visitor),
});
