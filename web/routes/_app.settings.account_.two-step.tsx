import { Alert, Stack, Text } from '@mantine/core';
import { useActionData, useLoaderData, type MetaFunction } from '@remix-run/react';
import { BackupCodes } from '../account/backup-codes.tsx';
import { QrCode } from '../account/qr-code.tsx';
import { isFormAnswer } from '../core/answer.ts';
import { PasswordField, SubmitButton, TextField } from '../forms/fields.tsx';
import { PageForm } from '../forms/form.tsx';
import { Fields } from '../forms/layout.tsx';
import { text } from '../server/fields.server.ts';
import { act, page } from '../server/page.server.ts';
import { redirectWith } from '../server/redirect.server.ts';
import { Code } from '../ui/facts.tsx';
import { Columns, Page, Section } from '../ui/page.tsx';

export const meta: MetaFunction = () => [{ title: 'Two-step sign-in · Assent' }];

export const loader = page(async ({ api, session }) => ({
  me: session.user,
  factors: await api.users.factors({}),
}));

export const action = act(
  {
    begin: ['password'],
    confirm: ['code', 'uri', 'secret', 'codes'],
    codes: ['password'],
    remove: ['password'],
  },
  async ({ form, identity }) => {
    const proof = { password: form.get('password') };
    switch (text(form, 'intent')) {
      case 'begin': {
        const { uri, secret, backup_codes: codes } = await identity.addFactor(proof);
        return { setup: { uri, secret, codes: codes.join('\n') } };
      }
      case 'confirm': {
        const cookies = await identity.confirmFactor({ code: form.get('code') });
        return redirectWith('/settings/account?done=app-added', cookies);
      }
      case 'codes':
        return { codes: (await identity.newBackupCodes(proof)).backup_codes };
      default: {
        const cookies = await identity.removeFactor(proof);
        return redirectWith('/settings/account?done=app-removed', cookies);
      }
    }
  },
);

type Setup = { uri: string; secret: string; codes: string };

/** Returns what is being set up: it is not stored anywhere to be read again, so the form carries it. */
function setupIn(said: unknown): Setup | null {
  if (isFormAnswer(said)) {
    const { uri, secret, codes } = Object.fromEntries(said.values);
    return uri && secret && codes ? { uri, secret, codes } : null;
  }
  return null;
}

export default function TwoStep() {
  const { me, factors } = useLoaderData<typeof loader>();
  const said = useActionData<typeof action>();
  const begun = said && 'setup' in said ? said.setup : setupIn(said);
  const codes = said && 'codes' in said ? said.codes : null;
  return (
    <Page
      title="Two-step sign-in"
      lead="Besides your password, signing in needs a code that an app on your phone shows."
      back={{ to: '/settings/account', label: 'Your account' }}
    >
      {factors.app ? (
        <Manage left={factors.backup_codes_left} codes={codes} email={me.email} />
      ) : begun ? (
        <Confirm setup={begun} />
      ) : (
        <Begin email={me.email} />
      )}
    </Page>
  );
}

/** The password, so that nobody at an unattended browser changes how its user signs in. */
function Proof({ email }: { email: string }) {
  return (
    <>
      <input type="hidden" name="username" value={email} autoComplete="username" />
      <PasswordField name="password" label="Password" autoComplete="current-password" />
    </>
  );
}

function Begin({ email }: { email: string }) {
  return (
    <Section
      title="Set it up"
      lead="You need an authenticator app, such as those of Google, Microsoft, Apple or your password manager."
    >
      <PageForm intent="begin">
        <Fields>
          <Proof email={email} />
          <div>
            <SubmitButton>Continue</SubmitButton>
          </div>
        </Fields>
      </PageForm>
    </Section>
  );
}

function Confirm({ setup }: { setup: Setup }) {
  return (
    <Columns>
      <Section title="1. Scan this with the app">
        <Stack gap="sm" align="flex-start">
          <QrCode text={setup.uri} label="QR code for the authenticator app" />
          <Text size="sm" c="dimmed">
            No camera? Type this key into the app:
          </Text>
          <Code>{setup.secret}</Code>
        </Stack>
      </Section>
      <Stack gap="lg">
        <Section
          title="2. Keep these codes"
          lead="Each lets you in once if the phone is lost. They are not shown again. Print them, or put them into a password manager."
        >
          <BackupCodes codes={setup.codes.split('\n')} />
        </Section>
        <Section title="3. Enter the code that the app shows">
          <PageForm intent="confirm">
            <input type="hidden" name="uri" value={setup.uri} />
            <input type="hidden" name="secret" value={setup.secret} />
            <input type="hidden" name="codes" value={setup.codes} />
            <Fields>
              <TextField
                name="code"
                label="Code"
                inputMode="numeric"
                autoComplete="one-time-code"
                maxLength={9}
              />
              <div>
                <SubmitButton>Turn it on</SubmitButton>
              </div>
            </Fields>
          </PageForm>
        </Section>
      </Stack>
    </Columns>
  );
}

function Manage({
  left,
  codes,
  email,
}: {
  left: number;
  codes: readonly string[] | null;
  email: string;
}) {
  return (
    <>
      {codes ? (
        <Alert
          color="assent"
          mb="lg"
          title="Your new backup codes: copy them now, they are not shown again"
        >
          <BackupCodes codes={codes} />
        </Alert>
      ) : null}
      <Columns>
        <Section
          title="Backup codes"
          lead={
            left === 0
              ? 'You have none left. Make new ones before you lose your phone.'
              : `You have ${left} left; each works once. New ones replace them.`
          }
        >
          <PageForm intent="codes" key={codes?.[0]}>
            <Fields>
              <Proof email={email} />
              <div>
                <SubmitButton variant="default">Make new codes</SubmitButton>
              </div>
            </Fields>
          </PageForm>
        </Section>
        <Section
          title="Turn it off"
          lead="Signing in needs only your password then. The backup codes stop working. To move to another phone, turn it off and set it up again."
        >
          <PageForm intent="remove">
            <Fields>
              <Proof email={email} />
              <div>
                <SubmitButton variant="default" color="red">
                  Turn off two-step sign-in
                </SubmitButton>
              </div>
            </Fields>
          </PageForm>
        </Section>
      </Columns>
    </>
  );
}
