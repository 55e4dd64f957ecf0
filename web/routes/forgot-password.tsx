import { Anchor, Stack, Text, Title } from '@mantine/core';
import { type ActionFunctionArgs, type LoaderFunctionArgs } from '@remix-run/node';
import { Link, useLoaderData, type MetaFunction } from '@remix-run/react';
import { SubmitButton, TextField } from '../forms/fields.tsx';
import { PageForm } from '../forms/form.tsx';
import { signingIn } from '../server/page.server.ts';
import { redirect } from '../server/redirect.server.ts';
import { Door } from '../shell/door.tsx';

export const meta: MetaFunction = () => [{ title: 'A new password · Assent' }];

export const loader = async ({ request }: LoaderFunctionArgs) => ({
  asked: new URL(request.url).searchParams.has('asked'),
});

export const action = async ({ context }: ActionFunctionArgs) =>
  signingIn(context, async (form) => {
    await context.identity.requestPasswordReset({ email: form.get('email') });
    return redirect('/forgot-password?asked');
  });

export default function ForgotPassword() {
  const { asked } = useLoaderData<typeof loader>();
  return (
    <Door>
      <Title order={1} mb="md">
        {asked ? 'Look into your mailbox' : 'A new password'}
      </Title>
      {asked ? <Asked /> : <Ask />}
      <Text mt="lg" ta="center" c="dimmed">
        <Anchor component={Link} to="/sign-in">
          Back to sign-in
        </Anchor>
      </Text>
    </Door>
  );
}

function Ask() {
  return (
    <>
      <Text mb="md">Enter the address you sign in with. A link to a new password goes there.</Text>
      <PageForm>
        <Stack gap="md">
          <TextField
            name="email"
            label="E-mail"
            type="email"
            autoComplete="username"
            required
            withAsterisk={false}
          />
          <SubmitButton fullWidth>Send the link</SubmitButton>
        </Stack>
      </PageForm>
    </>
  );
}

function Asked() {
  return (
    <>
      <Text>If that address has an account, a link is on its way to it. It works for an hour.</Text>
      <Text mt="md">
        No mail? Look into the spam folder, or{' '}
        <Anchor component={Link} to="/forgot-password">
          ask again
        </Anchor>
        . Only the newest link works.
      </Text>
    </>
  );
}
