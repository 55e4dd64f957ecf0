import { useLoaderData, type MetaFunction } from '@remix-run/react';
import { ConfirmForm } from '../forms/confirm-form.tsx';
import { SubmitButton } from '../forms/fields.tsx';
import { PageForm } from '../forms/form.tsx';
import { text } from '../server/fields.server.ts';
import { act, page } from '../server/page.server.ts';
import { redirect } from '../server/redirect.server.ts';
import { DnsRecord } from '../settings/dns-record.tsx';
import { Fact, Facts } from '../ui/facts.tsx';
import { Notice } from '../ui/notice.tsx';
import { Columns, Page, Section } from '../ui/page.tsx';
import { Status } from '../ui/status.tsx';
import { Moment } from '../ui/values.tsx';

export const meta: MetaFunction = () => [{ title: 'Sending domain · Assent' }];

export const loader = page(async ({ api, session, params }) => ({
  domain: await api.sendingDomains.get({ params: { id: String(params['id']) } }),
  mayWrite: session.permissions.includes('organization:write'),
}));

export const action = act({ check: [], remove: [] }, async ({ api, form, params }) => {
  const id = String(params['id']);
  if (text(form, 'intent') === 'remove') {
    await api.sendingDomains.delete({ params: { id } });
    return redirect('/settings/mail?done=deleted');
  }
  await api.sendingDomains.check({ params: { id } });
  return redirect(`/settings/mail/${id}?done=domain-checked`);
});

export default function SendingDomain() {
  const { domain: d, mayWrite } = useLoaderData<typeof loader>();
  return (
    <Page
      title={d.domain}
      lead="Enter these records at the DNS provider of the domain, then check. New records may take up to an hour to be visible."
      back={{ to: '/settings/mail', label: 'Mail' }}
      actions={
        mayWrite ? (
          <PageForm intent="check">
            <SubmitButton>Check now</SubmitButton>
          </PageForm>
        ) : null
      }
    >
      <Notice />
      <Columns>
        <div>
          {d.records.map((record) => (
            <DnsRecord key={record.use} record={record} />
          ))}
        </div>
        <div>
          <Section title="State">
            <Facts>
              <Fact label="Yours">
                <Status value={d.proved ? 'proved' : 'unproved'} />
              </Fact>
              <Fact label="Mails are signed">{d.signed ? 'Yes' : 'Once the key is found'}</Fact>
              <Fact label="Last check">
                {d.checked_at ? <Moment at={d.checked_at} /> : 'Not yet'}
              </Fact>
            </Facts>
          </Section>
          {mayWrite ? (
            <Section title="Remove">
              <ConfirmForm
                intent="remove"
                ask="Remove this domain"
                act="Remove"
                words="Its key is deleted. Mails that were signed with it can still be verified while the record is in the DNS."
              />
            </Section>
          ) : null}
        </div>
      </Columns>
    </Page>
  );
}
