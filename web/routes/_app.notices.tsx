import { useLoaderData, type MetaFunction } from '@remix-run/react';
import { Wordings } from '../consent/wordings.tsx';
import { LongTextField, SubmitButton, TextField } from '../forms/fields.tsx';
import { PageForm } from '../forms/form.tsx';
import { Fields, FormEnd } from '../forms/layout.tsx';
import { filters, text } from '../server/fields.server.ts';
import { act, page } from '../server/page.server.ts';
import { redirect } from '../server/redirect.server.ts';
import { Notice } from '../ui/notice.tsx';
import { Columns, Page, Section } from '../ui/page.tsx';
import { Pager } from '../ui/pager.tsx';

export const meta: MetaFunction = () => [{ title: 'Privacy notices · Assent' }];

export const loader = page(async ({ api, url, session }) => ({
  list: await api.wordings.list({ query: { kind: 'notice', ...filters(url, ['cursor']) } }),
  locale: session.organization.locale,
  mayWrite: session.permissions.includes('organization:write'),
}));

export const action = act({ '': ['language', 'text'] }, async ({ api, form }) => {
  await api.wordings.publish({
    body: {
      kind: 'notice',
      language: text(form, 'language') ?? '',
      text: text(form, 'text') ?? '',
    },
  });
  return redirect('/notices?done=published');
});

export default function Notices() {
  const { list, locale, mayWrite } = useLoaderData<typeof loader>();
  return (
    <Page
      title="Privacy notices"
      lead="What you tell people about their data, in versions. Each consent names the one in force in its language when it was given."
    >
      <Notice />
      <Columns>
        <div>
          <Section title="Published">
            <Wordings
              wordings={list.data}
              missing="None yet. Publish yours, so that each consent can show what people were told."
            />
            <Pager next={list.next_cursor} />
          </Section>
        </div>
        <div>
          {mayWrite ? (
            <Section title="Publish a version">
              <PageForm key={list.data[0]?.id ?? 'first'}>
                <Fields>
                  <TextField
                    name="language"
                    label="Language"
                    placeholder="en"
                    defaultValue={locale}
                  />
                  <LongTextField
                    name="text"
                    label="Text"
                    description="The whole notice, or its address and date"
                    rows={8}
                    dir="auto"
                  />
                  <FormEnd>
                    <SubmitButton>Publish</SubmitButton>
                  </FormEnd>
                </Fields>
              </PageForm>
            </Section>
          ) : null}
        </div>
      </Columns>
    </Page>
  );
}
