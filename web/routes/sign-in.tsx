import { Anchor, Stack, Text, Title } from '@mantine/core';
import { type ActionFunctionArgs, type LoaderFunctionArgs } from '@remix-run/node';
import { Link, useSearchParams, type MetaFunction } from '@remix-run/react';
import { PasswordField, SubmitButton, TextField } from '../forms/fields.tsx';
import { PageForm } from '../forms/form.tsx';
import { signingIn } from '../server/page.server.ts';
import { nextPath, redirect, redirectWith } from '../server/redirect.server.ts';
import { Door } from '../shell/door.tsx';

export const meta: MetaFunction = () => [{ title: 'Sign in · Assent' }];

export const loader = async ({ context, request }: LoaderFunctionArgs) => {
  if (context.session) throw redirect(nextPath(new URL(request.url)));
  return null;
};

export const action = async ({ request, context }: ActionFunctionArgs) => {
  return signingIn(context, async (form) => {
    const cookies = await context.identity.login({
      email: form.get('email'),
      password: form.get('password'),
    });
    return redirectWith(nextPath(new URL(request.url)), cookies);
  });
};

export default function SignIn() {
  const [search] = useSearchParams();
  return (
    <Door>
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
          <SubmitButton fullWidth>Sign in</SubmitButton>
        </Stack>
      </PageForm>
      <Text mt="lg" ta="center" c="dimmed">
        New here?{' '}
        <Anchor component={Link} to={{ pathname: '/sign-up', search: search.toString() }}>
          Create an organization
        </Anchor>
      </Text>
    </Door>
  );
}
