import { Anchor, Stack, Text, Title } from '@mantine/core';
import { type ActionFunctionArgs, type LoaderFunctionArgs } from '@remix-run/node';
import { Link, useLoaderData, type MetaFunction } from '@remix-run/react';
import { PasswordField, SubmitButton } from '../forms/fields.tsx';
import { PageForm } from '../forms/form.tsx';
import { signingIn } from '../server/page.server.ts';
import { redirect } from '../server/redirect.server.ts';
import { Door } from '../shell/door.tsx';

export const meta: MetaFunction = () => [{ title: 'Choose a new password · Assent' }];

/** Looking at the page uses nothing up: programs that check mails open links, too. */
export const loader = async ({ context, params }: LoaderFunctionArgs) => ({
  open: await context.identity.isResetOpen(params['token'] ?? ''),
});

export const action = async ({ context, params }: ActionFunctionArgs) =>
  signingIn(context, async (form) => {
    const token = params['token'] ?? '';
    // The page itself says what is the matter with a link that died meanwhile.
    if (!(await context.identity.isResetOpen(token))) return redirect(`/reset-password/${token}`);
    await context.identity.confirmPasswordReset({ token, password: form.get('password') });
    return redirect('/sign-in?done=password-reset');
  });

export default function ResetPassword() {
  const { open } = useLoaderData<typeof loader>();
  return (
    <Door>
      <Title order={1} mb="md">
        {open ? 'Choose a new password' : 'This link no longer works'}
      </Title>
      {open ? <Choose /> : <Dead />}
    </Door>
  );
}

function Choose() {
  return (
    <PageForm>
      <Stack gap="md">
        <PasswordField
          name="password"
          label="New password"
          description="At least 10 characters; a few words are easiest"
          autoComplete="new-password"
          required
          withAsterisk={false}
        />
        <Text size="sm" c="dimmed">
          You are signed out everywhere, then sign in with it. API keys keep working.
        </Text>
        <SubmitButton fullWidth>Set the password</SubmitButton>
      </Stack>
    </PageForm>
  );
}

function Dead() {
  return (
    <>
      <Text>
        It was used already, a newer one replaced it, or it is more than an hour old. Your password
        is as it was last set.
      </Text>
      <Text mt="lg" ta="center">
        <Anchor component={Link} to="/forgot-password">
          Ask for a new link
        </Anchor>
      </Text>
    </>
  );
}
