import { data, redirect } from '@remix-run/node';
import { useLoaderData, type MetaFunction } from '@remix-run/react';
import { Sheet } from '../public/sheet.tsx';
import { visitorAct, visitorPage } from '../server/page.server.ts';

export const meta: MetaFunction = () => [{ title: 'Stay' }, { name: 'robots', content: 'noindex' }];

/** Looking changes nothing: mail scanners look too. */
export const loader = visitorPage(async ({ publicPages, params }) => {
  const found = await publicPages.describeRenewal(String(params['token']));
  if (!found) throw data({ message: 'This link does not work' }, { status: 404 });
  return found;
});

export const action = visitorAct(async ({ publicPages, params }) => {
  const token = String(params['token']);
  const status = await publicPages.renew(token);
  if (!status) throw data({ message: 'This link does not work' }, { status: 404 });
  return redirect(`/k/${token}`);
});

export default function Renew() {
  const { organization, purpose, to, wording, status } = useLoaderData<typeof loader>();
  if (status === 'renewed') {
    return (
      <Sheet organization={organization} title="Thank you, you are staying">
        <p>
          {organization.name} goes on sending {purpose} to <bdi>{to}</bdi>. Every message has a way
          to stop.
        </p>
      </Sheet>
    );
  }
  if (status === 'over') {
    return (
      <Sheet organization={organization} title="This link no longer works">
        <p>The consent has ended or was taken back. Sign up again if you want these messages.</p>
      </Sheet>
    );
  }
  return (
    <Sheet organization={organization} title={`Keep receiving ${purpose}?`}>
      <p>
        For <bdi>{to}</bdi>: {wording}
      </p>
      <form method="post">
        <button type="submit">Yes, keep me in</button>
      </form>
      <p className="quiet">If you do nothing, these messages stop by themselves.</p>
    </Sheet>
  );
}
