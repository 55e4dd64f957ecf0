import { condition, defineSignal, proxyActivities, setHandler } from '@temporalio/workflow';
import { WAITS_FOR_ACCEPTANCE } from '#domain/invitations/steps.contract.ts';
import type { ProcessInputs, ProcessSignals } from '#domain/processes.ts';
import type { IdentityActivities } from '../../activities/identity/index.ts';
import { createStanding } from '../standing.ts';

type News = ProcessSignals['invitation'];
export const invitationResent = defineSignal<[News['invitationResent']]>('invitationResent');
export const invitationDecided = defineSignal<[News['invitationDecided']]>('invitationDecided');

type Step =
  'mailing_link' | 'waiting_for_acceptance' | 'reminded' | 'waiting_for_deletion' | 'ended';

const patience = {
  startToCloseTimeout: '1 minute',
  retry: { initialInterval: '1 second', maximumInterval: '5 minutes' },
} as const;
const { mailInvitation } = proxyActivities<IdentityActivities>({
  ...patience,
  summary: 'Mail the newest link, unless it was mailed',
});
const { remindInvited } = proxyActivities<IdentityActivities>({
  ...patience,
  summary: 'Remind the person, once',
});
const { expireInvitation } = proxyActivities<IdentityActivities>({
  ...patience,
  summary: 'Nobody has accepted: end it',
});
const { forgetInvitation } = proxyActivities<IdentityActivities>({
  ...patience,
  summary: 'Delete it: the address is personal data',
});

/**
 * Runs one invitation: mails its link, reminds once before the end, ends it if nobody has accepted, and deletes it some
 * time later. Whoever invites may send a new link, also after the end. Acceptance happens in the database, even while
 * no worker runs (api/identity/accept-invitation.ts); a signal reports it here.
 */
export async function invitePerson(
  input: ProcessInputs['invitation'],
): Promise<{ status: string }> {
  const standing = createStanding<Step>('mailing_link');
  let asked = 1;
  let looked = 1;
  const decided: { status?: string } = {};
  setHandler(invitationResent, ({ version }) => {
    asked = Math.max(asked, version);
  });
  setHandler(invitationDecided, ({ status }) => {
    decided.status = status;
  });

  let invitation = await mailInvitation(input);
  let last = invitation.status;
  const anotherLink = (): boolean => asked > looked;
  while (invitation.status !== 'gone') {
    last = invitation.status;
    if (invitation.status === 'pending' && !anotherLink()) {
      const { endsInMs, remindInMs } = invitation;
      // Late, after a time without workers: nobody is reminded of what is over.
      const reminded = invitation.reminded || endsInMs <= 0;
      standing.enter(invitation.reminded ? 'reminded' : 'waiting_for_acceptance', {
        waitingFor: [WAITS_FOR_ACCEPTANCE],
        withinMs: endsInMs,
        counts: { links_sent: invitation.version },
      });
      const news = await condition(
        () => anotherLink() || decided.status !== undefined,
        Math.max(reminded ? endsInMs : remindInMs, 1),
        { summary: reminded ? 'It ends then' : 'The reminder is due then' },
      );
      if (!news) {
        invitation = await (reminded ? expireInvitation(input) : remindInvited(input));
        continue;
      }
    } else if (!anotherLink()) {
      standing.enter('waiting_for_deletion', { withinMs: invitation.forgetInMs });
      const again = await condition(anotherLink, Math.max(invitation.forgetInMs, 1), {
        summary: 'It is deleted then',
      });
      if (!again) {
        invitation = await forgetInvitation(input);
        continue;
      }
    }
    if (anotherLink()) standing.enter('mailing_link');
    looked = asked;
    delete decided.status;
    invitation = await mailInvitation(input);
  }
  standing.enter('ended');
  return { status: last };
}
