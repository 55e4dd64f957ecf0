import { Link, useLoaderData, type MetaFunction } from '@remix-run/react';
import { AtSign } from 'lucide-react';
import { SubmitButton, TextField } from '../forms/fields.tsx';
import { PageForm } from '../forms/form.tsx';
import { Fields } from '../forms/layout.tsx';
import { text } from '../server/fields.server.ts';
import { act, page } from '../server/page.server.ts';
import { redirect } from '../server/redirect.server.ts';
import { SenderForm } from '../settings/sender-form.tsx';
import { Empty } from '../ui/empty.tsx';
import { List, type Column } from '../ui/list.tsx';
import { Notice } from '../ui/notice.tsx';
import { Columns, Page, Section } from '../ui/page.tsx';
import { Status } from '../ui/status.tsx';

export const meta: MetaFunction = () => [{ title: 'Mail · Assent' }];

export const loader = page(async ({ api, session }) => ({
  sender: session.organization.sender,
  logo: session.organization.logo_url,
  domains: (await api.sendingDomains.list({})).data,
  mayWrite: session.permissions.includes('organization:write'),
}));

export const action = act(
  { add: ['domain'], sender: ['sender.name', 'sender.email', 'sender.reply_to', 'logo_url'] },
  async ({ api, form }) => {
    if (text(form, 'intent') === 'add') {
      const added = await api.sendingDomains.create({
        body: { domain: text(form, 'domain') ?? '' },
      });
      return redirect(`/settings/mail/${added.id}?done=domain-added`);
    }
    const field = (name: string) => text(form, name) ?? null;
    await api.organizations.updateMe({
      body: {
        sender: {
          name: field('sender.name'),
          email: field('sender.email'),
          reply_to: field('sender.reply_to'),
        },
        logo_url: field('logo_url'),
      },
    });
    return redirect('/settings/mail?done=saved');
  },
);

type Row = Awaited<ReturnType<typeof loader>>['domains'][number];
const columns: Column<Row>[] = [
  { label: 'Domain', cell: (row) => row.domain },
  { label: 'Yours', cell: (row) => <Status value={row.proved ? 'proved' : 'unproved'} /> },
  { label: 'Signed', cell: (row) => (row.signed ? 'Yes' : 'Not yet') },
];

export default function Mail() {
  const { sender, logo, domains, mayWrite } = useLoaderData<typeof loader>();
  const domain = sender.email?.split('@')[1];
  return (
    <Page
      title="Mail"
      lead="Who your mails come from, and how mailbox providers can tell that they are yours."
    >
      <Notice />
      <Columns>
        <div>
          <Section title="Sender">
            <SenderForm sender={sender} logo={logo} mayWrite={mayWrite} />
          </Section>
          <Section title="Sending domains" flush>
            <List
              label="Sending domains"
              rows={domains}
              columns={columns}
              to={(row) => `/settings/mail/${row.id}`}
              empty={
                <Empty icon={AtSign} title="No domain yet">
                  Add the domain of your address, then enter its records at your DNS provider.
                </Empty>
              }
            />
          </Section>
        </div>
        <div>
          {sender.state === 'unproved' ? (
            <Section title="Not proved to be yours">
              <p>
                {domain} is not proved. In production mails would come from the address of this
                installation until it is.
              </p>
            </Section>
          ) : null}
          {mayWrite ? (
            <Section title="Add a domain" lead="The part after the @ of your address.">
              <PageForm intent="add">
                <Fields>
                  <TextField name="domain" label="Domain" placeholder="shop.example" />
                  <div>
                    <SubmitButton>Add</SubmitButton>
                  </div>
                </Fields>
              </PageForm>
            </Section>
          ) : null}
          <Section title="Postal address">
            <p>
              It is at the foot of every mail. <Link to="/settings">Change it</Link>
            </p>
          </Section>
        </div>
      </Columns>
    </Page>
  );
}
