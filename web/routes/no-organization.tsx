import { Button, Stack, Text, Title } from '@mantine/core';
import { data, type ActionFunctionArgs, type LoaderFunctionArgs } from '@remix-run/node';
import { Form, useLoaderData, type MetaFunction } from '@remix-run/react';
import { CountryNames } from '../forms/country-field.tsx';
import { SubmitButton } from '../forms/fields.tsx';
import { PageForm } from '../forms/form.tsx';
import { newOrganizationIn, placesFor } from '../server/new-organization.server.ts';
import { signingIn } from '../server/page.server.ts';
import { redirect, redirectWith } from '../server/redirect.server.ts';
import { Door } from '../shell/door.tsx';
import { NewOrganizationFields } from '../shell/new-organization-fields.tsx';

export const meta: MetaFunction = () => [{ title: 'No organization · Assent' }];

export const loader = async ({ context, request }: LoaderFunctionArgs) => {
  if (context.nowhere === null) throw redirect(context.session ? '/' : '/sign-in');
  return { why: context.nowhere.message, ...placesFor(request) };
};

export const action = async ({ context }: ActionFunctionArgs) => {
  if (context.nowhere === null) {
    throw data({ message: 'This page is for people in no organization' }, { status: 409 });
  }
  return signingIn(context, async (form) =>
    redirectWith('/', await context.identity.createFirstOrganization(newOrganizationIn(form))),
  );
};

/** For somebody who has left, was removed, or is deactivated. */
export default function NoOrganization() {
  const { why, guess, zones, names } = useLoaderData<typeof loader>();
  return (
    <Door>
      <Title order={1} mb="md">
        No organization lets you in
      </Title>
      <Text>{why}. To join one, ask somebody there for an invitation.</Text>
      <Form method="post" action="/sign-out">
        <Button type="submit" variant="default" mt="md" fullWidth>
          Sign out
        </Button>
      </Form>
      <Title order={2} mt="xl" mb="md" size="h4">
        Or create an organization of your own
      </Title>
      <CountryNames names={names} />
      <PageForm>
        <Stack gap="md">
          <NewOrganizationFields guess={guess} zones={zones} />
          <SubmitButton fullWidth>Create</SubmitButton>
        </Stack>
      </PageForm>
    </Door>
  );
}
