import { data, redirect } from '@remix-run/node';
import { useActionData, useLoaderData, type MetaFunction } from '@remix-run/react';
import { isFormAnswer, type FormAnswer } from '../forms/answer.ts';
import { PublicField, problemWith } from '../public/public-field.tsx';
import { Sheet } from '../public/sheet.tsx';
import { visitorAct, visitorPage } from '../server/page.server.ts';

export const meta: MetaFunction<typeof loader> = ({ data }) => [
  { title: `Sign up · ${data?.organization.name ?? 'Assent'}` },
];

export const loader = visitorPage(async ({ publicPages, params, url }) => {
  const tenant = await publicPages.tenant(String(params['slug']));
  const channel = url.searchParams.get('channel') === 'email' ? 'email' : 'sms';
  const asked = url.searchParams.get('purpose');
  const purpose = tenant.purposes.find(({ key }) => key === asked) ?? tenant.purposes[0];
  return {
    organization: { name: tenant.name, color: tenant.color },
    slug: tenant.slug,
    step: url.searchParams.get('step') ?? 'form',
    id: url.searchParams.get('id') ?? '',
    channel,
    purposes: tenant.purposes,
    purpose,
    wording: purpose ? publicPages.wording(tenant, purpose, channel) : '',
  };
});

export const action = visitorAct(async ({ publicPages, params, form }) => {
  const slug = String(params['slug']);
  const channel = form.get('channel') === 'email' ? 'email' : 'sms';
  if (form.get('intent') !== 'check') {
    const started = await publicPages.optIn(slug, Object.fromEntries(form));
    const next = new URLSearchParams({
      channel,
      ...(started.verificationId ? { step: 'code', id: started.verificationId } : { step: 'done' }),
    });
    return redirect(`/f/${slug}/opt-in?${next.toString()}`);
  }
  const { status, attempts_left } = await publicPages.check(slug, String(form.get('id')), {
    code: form.get('code'),
  });
  if (status === 'approved') return redirect(`/f/${slug}/opt-in?step=done&channel=${channel}`);
  const answer: FormAnswer = {
    intent: 'check',
    message: 'The code was not accepted',
    errors: [
      {
        path: 'code',
        message:
          status === 'pending'
            ? `is not the code we sent; tries left: ${attempts_left}`
            : 'code no longer works; start again',
      },
    ],
    values: [],
  };
  return data(answer, { status: 422 });
});

export default function OptIn() {
  const { organization, step, channel, slug, purpose, id } = useLoaderData<typeof loader>();
  const said: unknown = useActionData();
  const answer = isFormAnswer(said) ? said : undefined;
  const stop = <a href={`/f/${slug}/opt-out`}>Stop receiving messages</a>;
  if (step === 'done') {
    return (
      <Sheet organization={organization} title="Thank you, it is confirmed" foot={stop}>
        <p>You will hear from {organization.name}. You can stop at any time.</p>
      </Sheet>
    );
  }
  if (step === 'code' && channel === 'email') {
    return (
      <Sheet organization={organization} title="Look into your mailbox">
        <p>We sent you a mail. Open the link in it to confirm that the address is yours.</p>
        <p className="quiet">Nothing there? Look under spam, or start again.</p>
      </Sheet>
    );
  }
  if (step === 'code') {
    return (
      <Sheet organization={organization} title="Enter the code we sent you">
        <form method="post">
          <input type="hidden" name="intent" value="check" />
          <input type="hidden" name="id" value={id} />
          <input type="hidden" name="channel" value={channel} />
          <PublicField
            name="code"
            label="Code"
            type="text"
            className="code"
            inputMode="numeric"
            autoComplete="one-time-code"
            answer={answer}
          />
          <button type="submit">Confirm</button>
        </form>
        <p className="quiet">
          No text after a minute? <a href={`/f/${slug}/opt-in`}>Start again</a>.
        </p>
      </Sheet>
    );
  }
  return (
    <Sheet organization={organization} title={purpose?.name ?? 'Stay in touch'} foot={stop}>
      {purpose?.description ? <p dir="auto">{purpose.description}</p> : null}
      {purpose ? <OptInForm answer={answer} /> : <p>There is nothing to sign up for just now.</p>}
    </Sheet>
  );
}

function OptInForm({ answer }: { answer: FormAnswer | undefined }) {
  const { channel, purpose, purposes, wording } = useLoaderData<typeof loader>();
  const key = purpose?.key ?? '';
  const notAgreed = problemWith(answer, 'agree');
  return (
    <>
      {purposes.length > 1 ? (
        <ul className="choices" aria-label="What about">
          {purposes.map((one) => (
            <li key={one.key}>
              <a
                href={`?channel=${channel}&purpose=${one.key}`}
                aria-current={one.key === key || undefined}
              >
                {one.name}
              </a>
            </li>
          ))}
        </ul>
      ) : null}
      <ul className="choices" aria-label="How">
        <li>
          <a href={`?channel=sms&purpose=${key}`} aria-current={channel === 'sms' || undefined}>
            By text
          </a>
        </li>
        <li>
          <a href={`?channel=email&purpose=${key}`} aria-current={channel === 'email' || undefined}>
            By e-mail
          </a>
        </li>
      </ul>
      <form method="post" noValidate>
        <input type="hidden" name="channel" value={channel} />
        <input type="hidden" name="purpose" value={key} />
        <PublicField
          name="address"
          label={channel === 'sms' ? 'Your mobile number' : 'Your e-mail address'}
          type={channel === 'sms' ? 'tel' : 'email'}
          autoComplete={channel === 'sms' ? 'tel' : 'email'}
          answer={answer}
        />
        <label className="agree">
          <input
            type="checkbox"
            name="agree"
            value="yes"
            aria-invalid={notAgreed ? true : undefined}
          />
          <span dir="auto">{wording}</span>
        </label>
        {notAgreed ? <p className="error">Tick the box to agree.</p> : null}
        <button type="submit">Sign up</button>
      </form>
    </>
  );
}
