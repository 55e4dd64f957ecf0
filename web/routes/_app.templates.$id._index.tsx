import { Button } from '@mantine/core';
import { Link, useLoaderData, type MetaFunction } from '@remix-run/react';
import { languageTag } from '../../domain/templates/contract.ts';
import { own } from '../../lib/own.ts';
import { assistBelow } from '../assistant/assist.tsx';
import { ConfirmForm } from '../forms/confirm-form.tsx';
import { SubmitButton } from '../forms/fields.tsx';
import { PageForm } from '../forms/form.tsx';
import { TestSection } from '../own-tests/section.tsx';
import { ownTests } from '../server/own-tests.server.ts';
import { act, page, TEMPLATE_FORM } from '../server/page.server.ts';
import { assistantIn } from '../server/suggestions.server.ts';
import { TEMPLATE_FORMS, actOnTemplate } from '../server/template-acts.server.ts';
import { About } from '../templates/about.tsx';
import { AsWritten } from '../templates/as-written.tsx';
import { TemplateEditor } from '../templates/editor.tsx';
import { LanguageTabs } from '../templates/language-tabs.tsx';
import { LanguagesSection } from '../templates/languages-section.tsx';
import { PreviewFor } from '../templates/preview-for.tsx';
import { Notice } from '../ui/notice.tsx';
import { Columns, Page, Section } from '../ui/page.tsx';

export const meta: MetaFunction = () => [{ title: 'Template · Assent' }];

export const loader = page(async ({ api, params, url, session }) => {
  const id = String(params['id']);
  const { permissions } = session;
  const template = await api.templates.get({ params: { id } });
  const wanted = languageTag.safeParse(url.searchParams.get('language') ?? '').data;
  const mayReveal = permissions.includes('pii:read');
  const contactId = url.searchParams.get('contact');
  const reveal = mayReveal && url.searchParams.get('reveal') === 'true';
  const known = wanted && own(template.texts, wanted) ? wanted : undefined;
  const maySend = permissions.includes('messages:send') && !template.archived_at;
  const [preview, contacts, tests, assistant] = await Promise.all([
    api.templates.preview({
      params: { id },
      query: { reveal: String(reveal) },
      body: {
        ...(contactId ? { contact_id: contactId } : {}),
        ...(known ? { language: known } : {}),
      },
    }),
    permissions.includes('contacts:read') ? api.contacts.list({ query: { limit: 20 } }) : null,
    maySend ? ownTests(api, template.channel, { template_id: id }) : null,
    template.origin === 'user' && !template.archived_at ? assistantIn(session) : null,
  ]);
  // A chosen contact gets the text in their own language, unless the user selected one.
  const language = wanted ?? (contactId ? preview.language : template.language);
  return {
    template,
    preview,
    language,
    text: own(template.texts, language) ?? { subject: template.subject, body: template.body },
    contactId,
    contacts: (contacts?.data ?? []).map((c) => ({
      value: c.id,
      label: [c.name ?? c.email ?? c.phone ?? c.id, c.locale].filter(Boolean).join(' · '),
    })),
    mayReveal,
    reveal,
    mayWrite: permissions.includes('templates:write'),
    ownTests: tests,
    assistant,
    englishName: englishName(template.language),
  };
});

export const action = act(
  TEMPLATE_FORMS,
  ({ api, form, params, url }) =>
    actOnTemplate({
      api,
      id: String(params['id']),
      form,
      shown: url.searchParams.get('language'),
    }),
  TEMPLATE_FORM,
);

export default function Template() {
  const { template, preview, language, text: words, ...shown } = useLoaderData<typeof loader>();
  const {
    contactId,
    contacts,
    mayReveal,
    reveal,
    mayWrite,
    ownTests: mine,
    assistant,
    englishName: name,
  } = shown;
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
          assist={assistBelow(
            assistant,
            template.channel,
            main ? undefined : { ...originalOf(template), name, to: language },
          )}
          {...(main ? {} : { further: language })}
        />
      ) : (
        <AsWritten {...words} language={language} preview={preview} />
      )}
      <Columns>
        <div>
          <About
            template={template}
            mayBeDefault={mayWrite && !template.is_default && !template.archived_at}
          />
          {yours ? <LanguagesSection further={main || isNew ? null : language} /> : null}
        </div>
        <div>
          <PreviewFor
            contacts={contacts}
            language={main ? null : language}
            contactId={contactId}
            mayReveal={mayReveal}
            reveal={reveal}
          />
          {mine ? (
            <TestSection
              own={mine}
              languages={languages}
              chosen={isNew ? template.language : language}
            />
          ) : null}
          {yours ? (
            <Section
              title="Take out of use"
              lead="What was sent with it stays readable in the history"
            >
              <ConfirmForm
                intent="archive"
                ask="Take out of use"
                act="Yes, take it out of use"
                words="It can no longer be chosen for messages and campaigns."
              />
            </Section>
          ) : null}
        </div>
      </Columns>
    </Page>
  );
}

/** Returns a language's English name: Arabic for ar. */
const englishName = (tag: string): string =>
  new Intl.DisplayNames('en', { type: 'language' }).of(tag) ?? tag;

type Text = { language: string; subject: string | null; body: string };
const originalOf = ({ language, subject, body }: Text): Text => ({ language, subject, body });
