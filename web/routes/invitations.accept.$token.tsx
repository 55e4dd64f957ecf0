import { Anchor, Stack, Text, Title } from '@mantine/core';
import { data, type ActionFunctionArgs } from '@remix-run/node';
import { Link, useLoaderData, type MetaFunction } from '@remix-run/react';
import { PasswordField, SubmitButton, TextField } from '../forms/fields.tsx';
import { PageForm } from '../forms/form.tsx';
import { checkForm } from '../server/declared.server.ts';
import { text } from '../server/fields.server.ts';
import { signingIn, visitorPage } from '../server/page.server.ts';
import { asProblem } from '../server/problem.server.ts';
import { redirectWith } from '../server/redirect.server.ts';
import { Door } from '../shell/door.tsx';
import { sentence } from '../ui/status.tsx';
import { Moment } from '../ui/values.tsx';

export const meta: MetaFunction = () => [
  { title: 'Invitation · Assent' },
  { name: 'robots', content: 'noindex' },
];

/** Opening the page changes nothing, because mail scanners open links. */
export const loader = visitorPage(async ({ identity, params }) => {
  try {
    return { over: null, ...(await identity.invitation(String(params['token']))) };
  } catch (error) {
    const problem = asProblem(error);
    if (!problem || ![403, 404, 410].includes(problem.status)) throw error;
    return data({ over: problem.message }, { status: problem.status });
  }
});

const FORMS = { join: ['name', 'password'], accept: [], 'sign-in': ['password'], 'sign-out': [] };

export const action = async ({ context: { identity, ...context }, params }: ActionFunctionArgs) => {
  const token = String(params['token']);
  const here = `/invitations/accept/${token}`;
  return signingIn({ identity, ...context }, async (form) => {
    const intent = form.get('intent');
    checkForm(form, intent, FORMS);
    switch (intent) {
      case 'sign-out':
        return redirectWith(here, await identity.logout());
      case 'sign-in': {
        const password = form.get('password');
        return redirectWith(here, await identity.signInToAccept(token, { password }));
      }
      case 'join': {
        const given = { name: text(form, 'name') ?? '', password: form.get('password') };
        return redirectWith('/', await identity.acceptInvitation({ token, ...given }));
      }
      default:
        return redirectWith('/', await identity.acceptInvitation({ token }));
    }
  });
};

type Open = Extract<ReturnType<typeof useLoaderData<typeof loader>>, { email: string }>;

export default function Invitation() {
  const shown = useLoaderData<typeof loader>();
  return (
    <Door>
      {'email' in shown ? (
        <Stack gap="md">
          <Title order={1}>Join {shown.organization}</Title>
          <Text>
            {shown.invited_by} invites you to work with {shown.organization} in Assent. Your role:{' '}
            {sentence(shown.role)}. The invitation ends <Moment at={shown.expires_at} />.
          </Text>
          <Answer to={shown} />
        </Stack>
      ) : (
        <Stack gap="md">
          <Title order={1}>This invitation cannot be used</Title>
          <Text>{shown.over}.</Text>
          <Text c="dimmed">
            Already a member?{' '}
            <Anchor component={Link} to="/sign-in">
              Sign in
            </Anchor>
          </Text>
        </Stack>
      )}
    </Door>
  );
}

function Answer({ to: { email, signedInAs, hasAccount } }: { to: Open }) {
  if (signedInAs === email) {
    return (
      <PageForm intent="accept">
        <Stack gap="md">
          <Text>You are signed in as {email}.</Text>
          <SubmitButton fullWidth>Accept and join</SubmitButton>
        </Stack>
      </PageForm>
    );
  }
  if (signedInAs !== null) {
    return (
      <PageForm intent="sign-out">
        <Stack gap="md">
          <Text>
            The invitation is for {email}, but you are signed in as {signedInAs}. Sign out to accept
            it.
          </Text>
          <SubmitButton fullWidth variant="default">
            Sign out
          </SubmitButton>
        </Stack>
      </PageForm>
    );
  }
  return hasAccount ? <SignIn email={email} /> : <Join email={email} />;
}

/** The address of the invitation, which cannot be another one; password managers read it. */
const address = (email: string) => (
  <TextField
    name="email"
    label="E-mail"
    type="email"
    value={email}
    readOnly
    autoComplete="username"
    variant="filled"
  />
);

function SignIn({ email }: { email: string }) {
  return (
    <PageForm intent="sign-in">
      <Stack gap="md">
        <Text>You have an account with this address. Sign in first.</Text>
        {address(email)}
        <PasswordField
          name="password"
          label="Password"
          autoComplete="current-password"
          required
          withAsterisk={false}
        />
        <SubmitButton fullWidth>Sign in</SubmitButton>
      </Stack>
    </PageForm>
  );
}

function Join({ email }: { email: string }) {
  return (
    <PageForm intent="join">
      <Stack gap="md">
        {address(email)}
        <TextField
          name="name"
          label="Your name"
          autoComplete="name"
          required
          withAsterisk={false}
        />
        <PasswordField
          name="password"
          label="Choose a password"
          description="At least 10 characters; a few words are easiest"
          autoComplete="new-password"
          required
          withAsterisk={false}
        />
        <SubmitButton fullWidth>Accept and join</SubmitButton>
      </Stack>
    </PageForm>
  );
}
