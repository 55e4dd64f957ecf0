import { Button } from '@mantine/core';
import { Link, useLoaderData, type MetaFunction } from '@remix-run/react';
import { PasswordField, SubmitButton, TextField } from '../forms/fields.tsx';
import { PageForm } from '../forms/form.tsx';
import { DialogForm } from '../forms/dialog-form.tsx';
import { Fields } from '../forms/layout.tsx';
import { RemoveRow } from '../forms/remove-row.tsx';
import { text } from '../server/fields.server.ts';
import { act, page } from '../server/page.server.ts';
import { redirect, redirectWith } from '../server/redirect.server.ts';
import { List, type Column } from '../ui/list.tsx';
import { Notice } from '../ui/notice.tsx';
import { Columns, Page, Section } from '../ui/page.tsx';
import { Quiet } from '../ui/facts.tsx';
import { Moment } from '../ui/values.tsx';

export const meta: MetaFunction = () => [{ title: 'Your account · Assent' }];

export const loader = page(async ({ api, session }) => {
  const [{ data }, factors] = await Promise.all([api.sessions.list({}), api.users.factors({})]);
  return {
    me: session.user,
    organization: session.organization.name,
    sessions: data,
    factors,
  };
});

const done = (what: string): string => `/settings/account?done=${what}`;

export const action = act(
  { name: ['name'], password: ['current_password', 'password'], end: ['id'], 'end-others': [] },
  async ({ api, form, identity }) => {
    switch (text(form, 'intent')) {
      case 'password': {
        const cookies = await identity.changePassword({
          current_password: form.get('current_password'),
          password: form.get('password'),
        });
        return redirectWith(done('password-changed'), cookies);
      }
      case 'end':
        await api.sessions.end({ params: { id: text(form, 'id') ?? '' } });
        return redirect(done('session-ended'));
      case 'end-others':
        await api.sessions.endOthers({});
        return redirect(done('sessions-ended'));
      default:
        await api.users.updateMe({ body: { name: text(form, 'name') ?? '' } });
        return redirect(done('saved'));
    }
  },
);

type Row = Awaited<ReturnType<typeof loader>>['sessions'][number];
const columns: Column<Row>[] = [
  {
    label: 'Device',
    cell: (s) => (
      <>
        {s.device ?? 'Unknown device'} {s.current ? <Quiet>This one</Quiet> : null}
      </>
    ),
  },
  { label: 'Signed in', cell: (s) => <Moment at={s.created_at} />, quiet: true, tight: true },
  { label: 'Last used', cell: (s) => <Moment at={s.last_used_at} />, quiet: true, tight: true },
  {
    label: 'Ends if not used',
    cell: (s) => <Moment at={s.expires_at} />,
    quiet: true,
    tight: true,
  },
  { label: 'Actions', cell: (s) => (s.current ? null : <End session={s} />), tight: true },
];

function End({ session }: { session: Row }) {
  return (
    <RemoveRow
      intent="end"
      id={session.id}
      ask="Sign out"
      title={`Sign out on ${session.device ?? 'this device'}?`}
      act="Yes, sign it out"
    >
      Whoever uses that browser must enter your password again.
    </RemoveRow>
  );
}

export default function Account() {
  const { me, organization, sessions, factors } = useLoaderData<typeof loader>();
  return (
    <Page title="Your account" lead={`You sign in as ${me.email}.`}>
      <Notice />
      <Columns>
        <Section title="Name" lead="As colleagues and the audit log show it.">
          <PageForm intent="name" guarded>
            <Fields>
              <TextField name="name" label="Name" defaultValue={me.name} autoComplete="name" />
              <div>
                <SubmitButton variant="default">Save</SubmitButton>
              </div>
            </Fields>
          </PageForm>
        </Section>
        <Section
          title="Password"
          lead="When you change it, you are signed out everywhere else. API keys keep working."
        >
          <PageForm intent="password" guarded key={sessions.find((s) => s.current)?.id}>
            {/* So that a password manager knows whose password it is. */}
            <input type="hidden" name="username" value={me.email} autoComplete="username" />
            <Fields>
              <PasswordField
                name="current_password"
                label="Current password"
                autoComplete="current-password"
              />
              <PasswordField
                name="password"
                label="New password"
                description="At least 10 characters; a few words are easiest"
                autoComplete="new-password"
              />
              <div>
                <SubmitButton variant="default">Change the password</SubmitButton>
              </div>
            </Fields>
          </PageForm>
        </Section>
      </Columns>
      <Section
        title="Organizations"
        lead="Those you are a member of; from there you can also create one."
        actions={
          <Button component={Link} to="/organizations" prefetch="intent" variant="default">
            Your organizations
          </Button>
        }
      >
        <Quiet>You work in {organization} now.</Quiet>
      </Section>
      <Section
        title="Two-step sign-in"
        lead={
          factors.app
            ? `On: signing in needs a code of your authenticator app. You have ${factors.backup_codes_left} backup codes left.`
            : 'Off: whoever learns your password can sign in as you. An app on your phone prevents that.'
        }
      >
        <Button component={Link} to="/settings/account/two-step" variant="default">
          {factors.app ? 'Manage' : 'Set it up'}
        </Button>
      </Section>
      <Section
        flush
        title="Where you are signed in"
        actions={
          sessions.length > 1 ? (
            <DialogForm
              intent="end-others"
              ask="Sign out everywhere else"
              title="Sign out everywhere else?"
              act="Yes, sign out"
              button={{ variant: 'default' }}
            >
              All sessions but this one end. API keys keep working.
            </DialogForm>
          ) : null
        }
      >
        <List label="Sessions" rows={sessions} columns={columns} empty={null} />
      </Section>
    </Page>
  );
}
