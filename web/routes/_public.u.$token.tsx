import { data, redirect } from '@remix-run/node';
import { useLoaderData, type MetaFunction } from '@remix-run/react';
import { Sheet } from '../public/sheet.tsx';
import { visitorAct, visitorPage } from '../server/page.server.ts';

export const meta: MetaFunction = () => [
  { title: 'Unsubscribe' },
  { name: 'robots', content: 'noindex' },
];

/** Looking changes nothing: mail scanners look too. */
export const loader = visitorPage(async ({ publicPages, params }) => {
  const found = await publicPages.describeUnsubscribe(String(params['token']));
  if (!found) throw data({ message: 'This link does not work' }, { status: 404 });
  return found;
});

export const action = visitorAct(async ({ publicPages, params }) => {
  const token = String(params['token']);
  const done = await publicPages.unsubscribe(token);
  if (!done) throw data({ message: 'This link does not work' }, { status: 404 });
  return redirect(`/u/${token}`);
});

export default function Unsubscribe() {
  const { organization, purpose, channel, to, subscribed } = useLoaderData<typeof loader>();
  const what = purpose ?? (channel === 'sms' ? 'texts' : 'mails');
  if (!subscribed) {
    return (
      <Sheet organization={organization} title="You are unsubscribed">
        <p>
          {organization.name} sends no more “{what}” to <bdi>{to}</bdi>.
        </p>
      </Sheet>
    );
  }
  return (
    <Sheet organization={organization} title={`Stop “${what}”?`}>
      <p>
        Nothing more of it goes to <bdi>{to}</bdi>. It takes effect at once.
      </p>
      {/* The query tells this form from a mail program's one-click request (api/tracking.ts). */}
      <form method="post" action="?confirm=1">
        <button type="submit">Unsubscribe</button>
      </form>
    </Sheet>
  );
}
