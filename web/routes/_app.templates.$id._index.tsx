import { Button } from '@mantine/core';
import { data, redirect } from '@remix-run/node';
import { Link, useLoaderData, type MetaFunction } from '@remix-run/react';
import { languageTag } from '../../domain/templates/contract.ts';
import { ConfirmForm } from '../forms/confirm-form.tsx';
import { SelectField, SubmitButton, TextField } from '../forms/fields.tsx';
import { PageForm } from '../forms/form.tsx';
import { Fields, FormEnd } from '../forms/layout.tsx';
import { text } from '../server/fields.server.ts';
import { act, page } from '../server/page.server.ts';
import { templateSource } from '../server/template-preview.server.ts';
import { CATEGORY_WORDS } from '../templates/categories.ts';
import { TemplateEditor } from '../templates/editor.tsx';
import { LanguageTabs } from '../templates/language-tabs.tsx';
import { PreviewPane } from '../templates/preview-pane.tsx';
import { PreviewFor } from '../templates/preview-for.tsx';
import { Words } from '../templates/words.tsx';
import { Fact, Facts } from '../ui/facts.tsx';
import { Notice } from '../ui/notice.tsx';
import { Columns, Page, Section } from '../ui/page.tsx';
import { Channel, Moment } from '../ui/values.tsx';

export const meta: MetaFunction = () => [{ title: 'Template · Assent' }];

export const loader = page(async ({ api, params, url, session }) => {
  const id = String(params['id']);
  const { permissions } = session;
  const template = await api.templates.get({ params: { id } });
  const wanted = languageTag.safeParse(url.searchParams.get('language') ?? '').data;
  const mayReveal = permissions.includes('pii:read');
  const contactId = url.searchParams.get('contact');
  const reveal = mayReveal && url.searchParams.get('reveal') === 'true';
  const known = wanted && template.texts[wanted] ? wanted : undefined;
  const [preview, contacts] = await Promise.all([
    api.templates.preview({
      params: { id },
      query: { reveal: String(reveal) },
      body: {
        ...(contactId ? { contact_id: contactId } : {}),
        ...(known ? { language: known } : {}),
      },
    }),
    permissions.includes('contacts:read') ? api.contacts.list({ query: { limit: 20 } }) : null,
  ]);
  // A contact gets the text in their own language, unless one is being looked at.
  const language = wanted ?? (contactId ? preview.language : template.language);
  return {
    template,
    preview,
    language,
    text: template.texts[language] ?? { subject: template.subject, body: template.body },
    contactId,
    contacts: (contacts?.data ?? []).map((c) => ({
      value: c.id,
      label: [c.name ?? c.email ?? c.phone ?? c.id, c.locale].filter(Boolean).join(' · '),
    })),
    mayReveal,
    reveal,
    mayWrite: permissions.includes('templates:write'),
    maySend: permissions.includes('messages:send'),
  };
});

export const action = act(async ({ api, form, params, url }) => {
  const id = String(params['id']);
  const ifMatch = Number(text(form, 'version'));
  switch (text(form, 'intent')) {
    case 'save': {
      const { subject, body, language } = templateSource(form);
      const name = text(form, 'name') ?? '';
      const words = { body, ...(subject ? { subject } : {}) };
      const further = form.has('further') && language !== undefined;
      await api.templates.update({
        params: { id },
        body: further
          ? { name, texts: { [language]: words } }
          : { name, ...words, ...(language ? { language } : {}) },
        ifMatch,
      });
      return redirect(`/templates/${id}?done=saved${further ? `&language=${language}` : ''}`);
    }
    case 'language': {
      const tag = languageTag.safeParse(text(form, 'tag')?.trim());
      if (tag.success) return redirect(`/templates/${id}?language=${tag.data}`);
      return data(
        {
          intent: 'language',
          message: 'Which language?',
          errors: [{ path: 'tag', message: 'Write a tag such as ar, de or pt-BR' }],
          values: [['tag', text(form, 'tag') ?? '']],
        },
        { status: 422 },
      );
    }
    case 'drop': {
      const tag = languageTag.parse(url.searchParams.get('language'));
      await api.templates.update({ params: { id }, body: { texts: { [tag]: null } } });
      return redirect(`/templates/${id}?done=saved`);
    }
    case 'main': {
      const tag = languageTag.parse(url.searchParams.get('language'));
      await api.templates.update({ params: { id }, body: { language: tag } });
      return redirect(`/templates/${id}?done=saved`);
    }
    case 'default':
      await api.templates.update({ params: { id }, body: { is_default: true } });
      return redirect(`/templates/${id}?done=saved`);
    case 'copy': {
      const copy = await api.templates.copy({ params: { id }, body: {} });
      return redirect(`/templates/${copy.id}?done=copied`);
    }
    case 'archive':
      await api.templates.archive({ params: { id } });
      return redirect('/templates?done=archived');
    case 'test': {
      const language = text(form, 'test_language');
      await api.templates.testSend({
        params: { id },
        body: { to: text(form, 'to') ?? '', ...(language ? { language } : {}) },
      });
      return redirect(`/templates/${id}?done=test-sent`);
    }
    default:
      throw data({ message: 'No such act' }, { status: 400 });
  }
});

export default function Template() {
  const { template, preview, language, text: words, ...shown } = useLoaderData<typeof loader>();
  const { contactId, contacts, mayReveal, reveal, mayWrite, maySend } = shown;
  const yours = template.origin === 'user' && !template.archived_at && mayWrite;
  const languages = Object.keys(template.texts);
  const isNew = !languages.includes(language);
  const main = language === template.language;
  return (
    <Page
      title={template.name}
      back={{ to: '/templates', label: 'Templates' }}
      lead={yours ? undefined : 'A provided template stays as it is. Copy it to make it your own.'}
      actions={
        <>
          <Button component={Link} to="versions" prefetch="intent" variant="default">
            Versions
          </Button>
          {mayWrite ? (
            <PageForm intent="copy">
              <SubmitButton variant={yours ? 'default' : 'filled'}>Copy</SubmitButton>
            </PageForm>
          ) : null}
        </>
      }
    >
      <Notice />
      <LanguageTabs
        languages={isNew ? [...languages, language] : languages}
        chosen={language}
        main={template.language}
      />
      {yours ? (
        <TemplateEditor
          key={`${template.version} ${language} ${contactId ?? ''}`}
          channel={template.channel}
          saved={{ ...template, ...words, language }}
          preview={isNew ? null : preview}
          contactId={contactId}
          {...(main ? {} : { further: language })}
        />
      ) : (
        <Columns>
          <div>
            <Section title="The words as written">
              <Words {...words} language={language} />
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
              <Fact label="Used when">
                {template.is_default
                  ? 'No template is named: this is the default for its use'
                  : 'It is named in a campaign or by the API'}
              </Fact>
              <Fact label="Main language">{template.language}</Fact>
              <Fact label="Version">{template.version}</Fact>
              <Fact label="Changed">
                <Moment at={template.updated_at} />
              </Fact>
              <Fact label="Values it uses">{template.variables.join(', ')}</Fact>
            </Facts>
            <p>
              <Link to="/templates/selection">Which template and language is taken when</Link>
            </p>
            {mayWrite && !template.is_default && !template.archived_at ? (
              <PageForm intent="default">
                <SubmitButton variant="default">Use where none is named</SubmitButton>
              </PageForm>
            ) : null}
          </Section>
          {yours ? (
            <Section
              title="Languages"
              lead="A recipient gets their own where there is one, else your organisation’s, else English, else the main one."
            >
              <PageForm intent="language">
                <Fields>
                  <TextField
                    name="tag"
                    label="Add a language"
                    placeholder="ar"
                    autoComplete="off"
                  />
                  <div>
                    <SubmitButton variant="default">Write it</SubmitButton>
                  </div>
                </Fields>
              </PageForm>
              {main || isNew ? null : (
                <FormEnd>
                  <PageForm intent="main">
                    <SubmitButton variant="default">{`Make ${language} the main one`}</SubmitButton>
                  </PageForm>
                  <ConfirmForm
                    intent="drop"
                    ask={`Take ${language} away`}
                    act={`Yes, without ${language}`}
                    words="Earlier versions keep it."
                  />
                </FormEnd>
              )}
            </Section>
          ) : null}
        </div>
        <div>
          <PreviewFor
            contacts={contacts}
            language={main ? null : language}
            contactId={contactId}
            mayReveal={mayReveal}
            reveal={reveal}
          />
          {maySend ? (
            <Section
              title="Send a test"
              lead="To an address that has consented to something on this channel"
            >
              <PageForm intent="test">
                <Fields>
                  <TextField name="to" label="To" autoComplete="off" />
                  {languages.length > 1 ? (
                    <SelectField
                      name="test_language"
                      label="In"
                      data={languages}
                      defaultValue={isNew ? template.language : language}
                    />
                  ) : null}
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
