import { redirect } from '@remix-run/node';
import { useActionData, useLoaderData, type MetaFunction } from '@remix-run/react';
import { isFormAnswer } from '../forms/answer.ts';
import { PublicField } from '../public/public-field.tsx';
import { Sheet } from '../public/sheet.tsx';
import { visitorAct, visitorPage } from '../server/page.server.ts';

export const meta: MetaFunction<typeof loader> = ({ data }) => [
  { title: `Stop messages · ${data?.organization.name ?? 'Assent'}` },
];

export const loader = visitorPage(async ({ publicPages, params, url }) => {
  const tenant = await publicPages.tenant(String(params['slug']));
  return {
    organization: { name: tenant.name, color: tenant.color },
    channel: url.searchParams.get('channel') === 'email' ? 'email' : 'sms',
    done: url.searchParams.has('done'),
  };
});

export const action = visitorAct(async ({ publicPages, params, form }) => {
  const slug = String(params['slug']);
  await publicPages.optOut(slug, Object.fromEntries(form));
  return redirect(`/f/${slug}/opt-out?done`);
});

export default function OptOut() {
  const { organization, channel, done } = useLoaderData<typeof loader>();
  const said: unknown = useActionData();
  const answer = isFormAnswer(said) ? said : undefined;
  if (done) {
    return (
      <Sheet organization={organization} title="You will get no more of these">
        <p>{organization.name} sends nothing more to this address that you did not ask for.</p>
      </Sheet>
    );
  }
  return (
    <Sheet organization={organization} title="Stop receiving messages">
      <ul className="choices" aria-label="Which">
        <li>
          <a href="?channel=sms" aria-current={channel === 'sms' || undefined}>
            Texts
          </a>
        </li>
        <li>
          <a href="?channel=email" aria-current={channel === 'email' || undefined}>
            E-mails
          </a>
        </li>
      </ul>
      <form method="post" noValidate>
        <input type="hidden" name="channel" value={channel} />
        <PublicField
          name="address"
          label={channel === 'sms' ? 'Your mobile number' : 'Your e-mail address'}
          type={channel === 'sms' ? 'tel' : 'email'}
          autoComplete={channel === 'sms' ? 'tel' : 'email'}
          answer={answer}
        />
        <button type="submit">Stop the messages</button>
      </form>
    </Sheet>
  );
}
