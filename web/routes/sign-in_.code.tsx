import { Anchor, Stack, Text, Title } from '@mantine/core';
import { type ActionFunctionArgs, type LoaderFunctionArgs } from '@remix-run/node';
import { Link, useSearchParams, type MetaFunction } from '@remix-run/react';
import { CheckField, SubmitButton, TextField } from '../forms/fields.tsx';
import { PageForm } from '../forms/form.tsx';
import { signingIn } from '../server/page.server.ts';
import { nextPath, redirect, redirectWith } from '../server/redirect.server.ts';
import { Door } from '../shell/door.tsx';

export const meta: MetaFunction = () => [{ title: 'Enter your code · Assent' }];

export const loader = async ({ context, request }: LoaderFunctionArgs) => {
  if (context.session) throw redirect(nextPath(new URL(request.url)));
  return null;
};

export const action = async ({ request, context }: ActionFunctionArgs) => {
  return signingIn(context, async (form) => {
    const cookies = await context.identity.confirmSignIn({
      code: form.get('code'),
      trust_device: form.get('trust_device') !== null,
    });
    return redirectWith(nextPath(new URL(request.url)), cookies);
  });
};

export default function SecondStep() {
  const [search] = useSearchParams();
  return (
    <Door>
      <Title order={1} mb="md">
        Enter your code
      </Title>
      <PageForm>
        <Stack gap="md">
          <TextField
            name="code"
            label="Code"
            description="The six digits that your authenticator app shows. If you have lost the phone, enter one of your backup codes."
            autoComplete="one-time-code"
            required
            withAsterisk={false}
          />
          <CheckField
            name="trust_device"
            label="Trust this browser for 30 days"
            description="Your password is enough here until then. Only on a device of your own."
          />
          <SubmitButton fullWidth>Sign in</SubmitButton>
        </Stack>
      </PageForm>
      <Text mt="lg" ta="center" c="dimmed">
        <Anchor component={Link} to={{ pathname: '/sign-in', search: search.toString() }}>
          Start again with your password
        </Anchor>
      </Text>
    </Door>
  );
}
