import {
  dueMail,
  expireInvitation,
  forgetInvitation,
  noteMailed,
  noteReminded,
  readInvitation,
  type InvitationClock,
} from '#domain/invitations/clock.ts';
import { changedMail, endReset, linkMail, noteLinkMailed } from '#domain/password-resets/mails.ts';
import type { ProcessInputs } from '#domain/processes.ts';
import { activityContext } from '../context.ts';
import type { ActivityDeps } from '../deps.ts';
import { sendOwnMail } from '../own-mail.ts';

type Reset = ProcessInputs['password-reset'];

/** The steps of invitations and of links to a new password. Each does nothing that is done already. */
export const createIdentityActivities = (deps: ActivityDeps) => ({
  /** Mails the newest link, unless it was mailed. */
  async mailInvitation(input: ProcessInputs['invitation']): Promise<InvitationClock> {
    const ctx = activityContext(input);
    const mail = await dueMail(deps.services, ctx, input.id, 'link');
    if (!mail) return readInvitation(deps.services, ctx, input.id);
    const taken = await sendOwnMail(deps, { tenantId: ctx.tenantId, id: input.id, ...mail });
    return noteMailed(deps.services, ctx, input.id, { version: mail.version, taken });
  },
  /** Reminds the person, once for each link. */
  async remindInvited(input: ProcessInputs['invitation']): Promise<InvitationClock> {
    const ctx = activityContext(input);
    const mail = await dueMail(deps.services, ctx, input.id, 'reminder');
    if (!mail) return readInvitation(deps.services, ctx, input.id);
    await sendOwnMail(deps, { tenantId: ctx.tenantId, id: input.id, ...mail });
    return noteReminded(deps.services, ctx, input.id, mail.version);
  },
  expireInvitation: (input: ProcessInputs['invitation']): Promise<InvitationClock> =>
    expireInvitation(deps.services, activityContext(input), input.id),
  forgetInvitation: (input: ProcessInputs['invitation']): Promise<InvitationClock> =>
    forgetInvitation(deps.services, activityContext(input), input.id),
  /**
   * Mails the link to a new password, if the address is somebody's.
   * @returns how long the link works from now on, in milliseconds; 0: there is none
   */
  async mailResetLink(input: Reset): Promise<{ waitMs: number }> {
    const ctx = activityContext(input);
    const mail = await linkMail(deps.services, ctx, input.id);
    if (!mail) return { waitMs: 0 };
    const sent = await sendOwnMail(deps, {
      ...input,
      to: mail.to,
      messageId: `password-reset-${input.id}`,
      words: mail.words,
    });
    if (!sent) return { waitMs: 0 };
    await noteLinkMailed(deps.services, ctx, mail.userId);
    return { waitMs: mail.waitMs };
  },
  /** Tells the person that their password was changed, if it was. */
  async tellPasswordChanged(input: Reset): Promise<{ told: boolean }> {
    const mail = await changedMail(deps.services, activityContext(input), input.id);
    if (!mail) return { told: false };
    const told = await sendOwnMail(deps, {
      ...input,
      to: mail.to,
      messageId: `password-changed-${input.id}`,
      words: mail.words,
    });
    return { told };
  },
  /** Removes the row of the link. */
  async endPasswordReset(input: Reset): Promise<void> {
    await endReset(deps.services, activityContext(input), input.id);
  },
});
export type IdentityActivities = ReturnType<typeof createIdentityActivities>;
