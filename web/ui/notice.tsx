import { Alert } from '@mantine/core';
import { useActionData, useSearchParams } from '@remix-run/react';
import { own } from '../../lib/own.ts';

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
  deleted: 'Removed.',
};

/** Shows the notice. @param holds whether the effect of the act is still in place */
export function Notice({ holds = () => true }: { holds?: (done: string) => boolean }) {
  const [search] = useSearchParams();
  // If the next act was refused, the notice about the previous one is hidden.
  const refused = useActionData() !== undefined;
  const done = search.get('done') ?? '';
  const words = refused || !holds(done) ? undefined : own(DONE, done);
  return (
    <output>
      {words ? (
        <Alert color="assent" variant="light" py="xs">
          {words}
        </Alert>
      ) : null}
    </output>
  );
}
