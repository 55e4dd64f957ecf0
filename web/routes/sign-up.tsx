import { Anchor, Stack, Text, Title } from '@mantine/core';
import { type ActionFunctionArgs, type LoaderFunctionArgs } from '@remix-run/node';
import { Link, useLoaderData, type MetaFunction } from '@remix-run/react';
import { CountryNames } from '../forms/country-field.tsx';
import { PasswordField, SubmitButton, TextField } from '../forms/fields.tsx';
import { PageForm } from '../forms/form.tsx';
import { countryNames, guessLocation, zoneCountries } from '../server/country.server.ts';
import { text } from '../server/fields.server.ts';
import { signingIn } from '../server/page.server.ts';
import { nextPath, redirect, redirectWith } from '../server/redirect.server.ts';
import { LocationFields } from '../shell/location-fields.tsx';
import { Door } from '../shell/door.tsx';

export const meta: MetaFunction = () => [{ title: 'Create an organization · Assent' }];

export const loader = async ({ request, context }: LoaderFunctionArgs) => {
  if (context.session) throw redirect('/');
  return {
    guess: guessLocation(request.headers.get('accept-language') ?? ''),
    zones: zoneCountries(),
    names: countryNames(),
  };
};

export const action = async ({ request, context }: ActionFunctionArgs) => {
  return signingIn(context, async (form) => {
    const cookies = await context.identity.signUp({
      organization_name: form.get('organization_name'),
      name: form.get('name'),
      email: form.get('email'),
      password: form.get('password'),
      ...locationOf(form),
    });
    return redirectWith(nextPath(new URL(request.url)), cookies);
  });
};

/** Leaves out empty fields, so that the API uses its defaults. */
const locationOf = (form: FormData) => {
  const country = text(form, 'country');
  const time_zone = text(form, 'time_zone');
  return {
    ...(country ? { country } : {}),
    ...(time_zone ? { time_zone } : {}),
  };
};

export default function SignUp() {
  const { guess, zones, names } = useLoaderData<typeof loader>();
  return (
    <Door>
      <Title order={1} mb="md">
        Create an organization
      </Title>
      <CountryNames names={names} />
      <PageForm>
        <Stack gap="md">
          <TextField
            name="organization_name"
            label="Organization"
            description="The name people will see in your messages"
            autoComplete="organization"
            required
            withAsterisk={false}
          />
          <TextField
            name="name"
            label="Your name"
            autoComplete="name"
            required
            withAsterisk={false}
          />
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
            description="At least 10 characters; a few words are easiest"
            autoComplete="new-password"
            required
            withAsterisk={false}
          />
          <LocationFields guess={guess} zones={zones} />
          <SubmitButton fullWidth>Create</SubmitButton>
        </Stack>
      </PageForm>
      <Text mt="lg" ta="center" c="dimmed">
        Already have an account?{' '}
        <Anchor component={Link} to="/sign-in">
          Sign in
        </Anchor>
      </Text>
    </Door>
  );
}
