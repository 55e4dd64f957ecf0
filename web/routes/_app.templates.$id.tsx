import { data, redirect } from '@remix-run/node';
import { useLoaderData, type MetaFunction } from '@remix-run/react';
import { ConfirmForm } from '../forms/confirm-form.tsx';
import { SubmitButton, TextField } from '../forms/fields.tsx';
import { PageForm } from '../forms/form.tsx';
import { Fields } from '../forms/layout.tsx';
import { text } from '../server/fields.server.ts';
import { act, page } from '../server/page.server.ts';
import { templateSource } from '../server/template-preview.server.ts';
import { CATEGORY_WORDS } from '../templates/categories.ts';
import { TemplateEditor } from '../templates/editor.tsx';
import { PreviewPane } from '../templates/preview-pane.tsx';
import { Code, Fact, Facts } from '../ui/facts.tsx';
import { Notice } from '../ui/notice.tsx';
import { Columns, Page, Section } from '../ui/page.tsx';
import { Channel, Moment } from '../ui/values.tsx';

export { notAfterPreview as shouldRevalidate } from '../forms/after-preview.ts';
export const meta: MetaFunction = () => [{ title: 'Template · Assent' }];

export const loader = page(async ({ api, params, session }) => {
  const id = String(params['id']);
  const [template, preview] = await Promise.all([
    api.templates.get({ params: { id } }),
    api.templates.preview({ params: { id }, body: {} }),
  ]);
  const { permissions } = session;
  return {
    template,
    preview,
    mayWrite: permissions.includes('templates:write'),
    maySend: permissions.includes('messages:send'),
  };
});

export const action = act(async ({ api, form, params }) => {
  const id = String(params['id']);
  switch (text(form, 'intent')) {
    case 'save': {
      const { subject, body, language } = templateSource(form);
      await api.templates.update({
        params: { id },
        body: {
          name: text(form, 'name') ?? '',
          body,
          ...(subject ? { subject } : {}),
          ...(language ? { language } : {}),
        },
        ifMatch: Number(text(form, 'version')),
      });
      return redirect(`/templates/${id}?done=saved`);
    }
    case 'copy': {
      const copy = await api.templates.copy({ params: { id }, body: {} });
      return redirect(`/templates/${copy.id}?done=copied`);
    }
    case 'archive':
      await api.templates.archive({ params: { id } });
      return redirect('/templates?done=archived');
    case 'test':
      await api.templates.testSend({ params: { id }, body: { to: text(form, 'to') ?? '' } });
      return redirect(`/templates/${id}?done=test-sent`);
    default:
      throw data({ message: 'No such act' }, { status: 400 });
  }
});

export default function Template() {
  const { template, preview, mayWrite, maySend } = useLoaderData<typeof loader>();
  const yours = template.origin === 'user' && !template.archived_at && mayWrite;
  return (
    <Page
      title={template.name}
      back={{ to: '/templates', label: 'Templates' }}
      lead={yours ? undefined : 'A provided template stays as it is. Copy it to make it your own.'}
      actions={
        mayWrite ? (
          <PageForm intent="copy">
            <SubmitButton variant={yours ? 'default' : 'filled'}>Copy</SubmitButton>
          </PageForm>
        ) : null
      }
    >
      <Notice />
      {yours ? (
        <TemplateEditor
          key={template.version}
          channel={template.channel}
          saved={template}
          preview={preview}
        />
      ) : (
        <Columns>
          <div>
            <Section title="The words as written">
              {template.subject ? <Code>{template.subject}</Code> : null}
              <Code>{template.body}</Code>
            </Section>
          </div>
          <div>
            <Section title="As a recipient sees it">
              <PreviewPane preview={preview} />
            </Section>
          </div>
        </Columns>
      )}
      <Columns>
        <div>
          <Section title="About">
            <Facts>
              <Fact label="Channel">
                <Channel value={template.channel} />
              </Fact>
              <Fact label="What it is for">{CATEGORY_WORDS[template.category]}</Fact>
              <Fact label="Language">{template.language}</Fact>
              <Fact label="Version">{template.version}</Fact>
              <Fact label="Changed">
                <Moment at={template.updated_at} />
              </Fact>
              <Fact label="Values it uses">{template.variables.join(', ')}</Fact>
            </Facts>
          </Section>
        </div>
        <div>
          {maySend ? (
            <Section
              title="Send a test"
              lead="To an address that has consented to something on this channel"
            >
              <PageForm intent="test">
                <Fields>
                  <TextField name="to" label="To" autoComplete="off" />
                  <div>
                    <SubmitButton variant="default">Send the test</SubmitButton>
                  </div>
                </Fields>
              </PageForm>
            </Section>
          ) : null}
          {yours ? (
            <Section
              title="Take out of use"
              lead="What was sent with it stays readable in the history"
            >
              <ConfirmForm intent="archive" ask="Take out of use" act="Yes, take it out of use" />
            </Section>
          ) : null}
        </div>
      </Columns>
    </Page>
  );
}
