import { CloseButton } from '@mantine/core';
import { useMounted } from '@mantine/hooks';
import { useActionData, useLocation, useSearchParams } from '@remix-run/react';
import { Check } from 'lucide-react';
import { useState } from 'react';
import { own } from '../../lib/own.ts';
import classes from './ui.module.css';

/** The notice after an act, named by `?done=` in the URL, so that it works without a script too. */
const DONE: Record<string, string> = {
  'contact-created': 'The contact was added.',
  'contact-saved': 'The changes were saved.',
  'contact-deleted': 'The contact was removed. Its consents and messages stay as history.',
  'opt-in-asked': 'The request is on its way. The consent counts once it is confirmed.',
  'opt-in-granted': 'The code was right: consent is granted, with its proof.',
  'opt-out': 'The person has withdrawn. Nothing more is sent for this.',
  resent: 'A new code is on its way; the old one no longer works.',
  canceled: 'It was canceled.',
  suppressed: 'The address is blocked. Nothing is sent to it.',
  lifted: 'The block was lifted. Consent is asked for as before.',
  reopened: 'It is open again; the counts of the last day stay.',
  saved: 'Saved.',
  'password-changed': 'The password was changed. You are signed out everywhere else.',
  'app-added':
    'Two-step sign-in is on. You are signed out everywhere else, and the next sign-in asks for a code.',
  'app-removed': 'Two-step sign-in is off. The backup codes no longer work.',
  'password-reset': 'Your new password is set. Sign in with it.',
  'session-ended': 'That session has ended. Its next request is refused.',
  'sessions-ended': 'You are signed out everywhere else.',
  published: 'Published. People see it from now on.',
  'purpose-added': 'The purpose was added. People can be asked for it.',
  'form-made': 'The form is there. Put its address or its code on your site.',
  'form-archived': 'The form is out of use. What it asked for stays on record.',
  copied: 'This is your own copy; change it as you like.',
  archived: 'The template is out of use. What was sent with it stays readable.',
  'test-sent': 'The test is on its way.',
  'code-sent': 'A code is on its way. Enter it below.',
  'address-proved': 'Proved. Tests go there from now on.',
  'text-sent': 'The text was sent in, as a phone would.',
  'key-deleted': 'The key was deleted. It stopped working at once.',
  started: 'It has started.',
  paused: 'Paused. Nothing more goes out until you resume.',
  resumed: 'Sending continues.',
  scheduled: 'It is scheduled. Until then it can be changed, moved or stopped.',
  moved: 'The time was changed.',
  'waits-again': 'It is scheduled again.',
  unscheduled: 'It is a draft again. Nothing goes out until you send or schedule it.',
  stopped: 'It was stopped. Nobody else gets it.',
  'not-a-draft':
    'This campaign was approved already. Nothing was sent again; here is where it stands.',
  'review-withdraw': 'Withdrawn: nothing more is sent to this person on this channel.',
  'review-dismiss': 'Consent stays as it is.',
  'hold-placed': 'The hold is in force.',
  'hold-released': 'The hold was released.',
  'rotation-started':
    'The new version is announced. It takes over within a minute; you can leave this page.',
  'policy-saved': 'Saved. The next run uses it.',
  'export-revoked': 'The copy was revoked. Its link no longer works.',
  'request-begun': 'It has started. The person is told.',
  'request-refused': 'The request was refused. The person is told why.',
  'domain-added': 'The domain was added. Enter its records, then check.',
  'domain-checked': 'Checked just now.',
  'member-removed': 'They are no longer a member. Their own keys were deleted.',
  'member-deactivated': 'Deactivated. They are refused with their next click.',
  'member-reactivated': 'Reactivated. They are let in again.',
  'role-changed': 'The role was changed. It counts from their next click.',
  invited: 'The invitation is on its way.',
  'invitation-resent': 'A new link is on its way. The one before no longer works.',
  'invitation-canceled': 'The invitation was withdrawn. Its link no longer works.',
  deleted: 'Removed.',
};

/**
 * Shows the notice above the lower edge of the window: nothing of the page moves, and whoever saved far down sees it too.
 * @param holds whether the effect of the act is still in place
 */
export function Notice({ holds = () => true }: { holds?: (done: string) => boolean }) {
  const [search] = useSearchParams();
  // Each act has its own key: the same words are shown and read out again.
  const { key } = useLocation();
  const [closed, setClosed] = useState<string | null>(null);
  const hasScript = useMounted();
  // If the next act was refused, the notice about the previous one is hidden.
  const refused = useActionData() !== undefined;
  const done = search.get('done') ?? '';
  const words = refused || closed === key || !holds(done) ? undefined : own(DONE, done);
  return (
    <output className={classes['notice']}>
      {words ? (
        <span key={key} className={classes['noticeWords']}>
          <Check size={16} aria-hidden />
          <span>{words}</span>
          {hasScript ? (
            <CloseButton size="sm" aria-label="Close the notice" onClick={() => setClosed(key)} />
          ) : null}
        </span>
      ) : null}
    </output>
  );
}
