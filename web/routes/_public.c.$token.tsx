import { data, redirect } from '@remix-run/node';
import { useLoaderData, type MetaFunction } from '@remix-run/react';
import { Sheet } from '../public/sheet.tsx';
import { visitorAct, visitorPage } from '../server/page.server.ts';

export const meta: MetaFunction = () => [
  { title: 'Confirm' },
  { name: 'robots', content: 'noindex' },
];

/** Looking changes nothing: mail scanners look too. */
export const loader = visitorPage(async ({ publicPages, params }) => {
  const found = await publicPages.describeConfirm(String(params['token']));
  if (!found) throw data({ message: 'This link does not work' }, { status: 404 });
  return found;
});

export const action = visitorAct(async ({ publicPages, params }) => {
  const token = String(params['token']);
  const status = await publicPages.confirm(token);
  if (!status) throw data({ message: 'This link does not work' }, { status: 404 });
  return redirect(`/c/${token}`);
});

export default function Confirm() {
  const { organization, purpose, to, status } = useLoaderData<typeof loader>();
  if (status === 'approved') {
    return (
      <Sheet organization={organization} title="Thank you, it is confirmed">
        <p>
          {organization.name} may now write to <bdi>{to}</bdi>. Every message has a way to stop.
        </p>
      </Sheet>
    );
  }
  if (status !== 'pending') {
    return (
      <Sheet organization={organization} title="This link no longer works">
        <p>It was valid for a limited time. Sign up again to get a new one.</p>
      </Sheet>
    );
  }
  return (
    <Sheet organization={organization} title={`Yes to ${purpose ?? 'messages'}?`}>
      <p>
        Confirm that <bdi>{to}</bdi> is yours and that you want to hear from {organization.name}.
      </p>
      <form method="post">
        <button type="submit">Yes, confirm</button>
      </form>
      <p className="quiet">Not you? Close this page; nothing will be sent.</p>
    </Sheet>
  );
}
