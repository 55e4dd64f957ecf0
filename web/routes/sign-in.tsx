import { Anchor, Stack, Text, Title } from '@mantine/core';
import { type ActionFunctionArgs, type LoaderFunctionArgs } from '@remix-run/node';
import { Link, useSearchParams, type MetaFunction } from '@remix-run/react';
import { CheckField, PasswordField, SubmitButton, TextField } from '../forms/fields.tsx';
import { PageForm } from '../forms/form.tsx';
import { signingIn } from '../server/page.server.ts';
import { nextPath, redirect, redirectWith } from '../server/redirect.server.ts';
import { Door } from '../shell/door.tsx';
import { Notice } from '../ui/notice.tsx';

export const meta: MetaFunction = () => [{ title: 'Sign in · Assent' }];

export const loader = async ({ context, request }: LoaderFunctionArgs) => {
  if (context.session) throw redirect(nextPath(new URL(request.url)));
  return null;
};

export const action = async ({ request, context }: ActionFunctionArgs) => {
  return signingIn(context, async (form) => {
    const { cookies, needsCode } = await context.identity.login({
      email: form.get('email'),
      password: form.get('password'),
      remember: form.get('remember') !== null,
    });
    const url = new URL(request.url);
    return redirectWith(needsCode ? `/sign-in/code${url.search}` : nextPath(url), cookies);
  });
};

export default function SignIn() {
  const [search] = useSearchParams();
  return (
    <Door>
      <Notice />
      <Title order={1} mb="md">
        Sign in
      </Title>
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
          <PasswordField
            name="password"
            label="Password"
            autoComplete="current-password"
            required
            withAsterisk={false}
          />
          <CheckField
            name="remember"
            label="Stay signed in"
            description="On a computer that others use, clear this: you are then signed out when the browser is closed."
            defaultChecked
          />
          <SubmitButton fullWidth>Sign in</SubmitButton>
        </Stack>
      </PageForm>
      <Text mt="lg" ta="center" c="dimmed">
        <Anchor component={Link} to="/forgot-password">
          Forgot your password?
        </Anchor>
      </Text>
      <Text mt="xs" ta="center" c="dimmed">
        New here?{' '}
        <Anchor component={Link} to={{ pathname: '/sign-up', search: search.toString() }}>
          Create an organization
        </Anchor>
      </Text>
    </Door>
  );
}
