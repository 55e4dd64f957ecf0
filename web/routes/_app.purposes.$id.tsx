import { Link, useLoaderData, type MetaFunction } from '@remix-run/react';
import { channel } from '../../domain/channel.contract.ts';
import { PurposeEditor } from '../consent/purpose-editor.tsx';
import { Wordings } from '../consent/wordings.tsx';
import { LongTextField, SelectField, SubmitButton, TextField } from '../forms/fields.tsx';
import { PageForm } from '../forms/form.tsx';
import { FieldRow, Fields, FormEnd } from '../forms/layout.tsx';
import { chosen, text } from '../server/fields.server.ts';
import { act, page } from '../server/page.server.ts';
import { PURPOSE_FIELDS, purposeWords } from '../server/purpose-form.server.ts';
import { previewOfPurpose } from '../server/purpose-preview.server.tsx';
import { redirect } from '../server/redirect.server.ts';
import { Fact, Facts, Timeline } from '../ui/facts.tsx';
import { Notice } from '../ui/notice.tsx';
import { Columns, Page, Section } from '../ui/page.tsx';
import { sentence } from '../ui/status.tsx';
import { CHANNEL_OPTIONS, CHANNEL_WORDS, languageName, useDays } from '../ui/values.tsx';

export const meta: MetaFunction = () => [{ title: 'Purpose · Assent' }];

export const loader = page(async ({ api, params, session }) => {
  const id = String(params['id']);
  const [versions, purposes, texts] = await Promise.all([
    api.purposes.versions({ params: { id } }),
    api.purposes.list({}),
    api.wordings.list({ query: { kind: 'consent', purpose: id, limit: 200 } }),
  ]);
  const purpose = purposes.data.find((one) => one.id === id);
  if (!purpose) throw new Response(null, { status: 404 });
  return {
    purpose,
    versions: versions.data,
    texts: texts.data,
    preview: await previewOfPurpose(session, purpose, id),
    locale: session.organization.locale,
    mayWrite: session.permissions.includes('organization:write'),
  };
});

export const action = act(
  {
    wording: ['channel', 'language', 'text'],
    words: PURPOSE_FIELDS,
  },
  async ({ api, form, params }) => {
    const id = String(params['id']);
    if (text(form, 'intent') === 'wording') {
      await api.wordings.publish({
        body: {
          kind: 'consent',
          purpose: id,
          channel: chosen(form, 'channel', channel.options),
          language: text(form, 'language') ?? '',
          text: text(form, 'text') ?? '',
        },
      });
      return redirect(`/purposes/${id}?done=published`);
    }
    await api.purposes.update({ params: { id }, body: purposeWords(form) });
    return redirect(`/purposes/${id}?done=saved`);
  },
);

export default function Purpose() {
  const { purpose, versions, texts, preview, locale, mayWrite } = useLoaderData<typeof loader>();
  return (
    <Page
      title={purpose.name}
      lead="Consents keep the version they were given on."
      back={{ to: '/purposes', label: 'Purposes' }}
    >
      <Notice />
      <PurposeEditor
        key={purpose.version}
        saved={purpose}
        lead={`Version ${purpose.version}. A change creates the next`}
        preview={preview}
        mayWrite={mayWrite}
        button={`Save as version ${purpose.version + 1}`}
      >
        {channel.options.map((one) => (
          <Section
            key={one}
            title={`Wording beside the box: ${(CHANNEL_WORDS[one] ?? one).toLowerCase()}`}
            lead="What people agree to, exactly. Stored with each consent"
          >
            <Wordings
              wordings={texts.filter((wording) => wording.channel === one)}
              missing="Forms use the provided wording: who sends, what, and how to stop."
            />
          </Section>
        ))}
      </PurposeEditor>
      <Columns>
        <div>
          {mayWrite ? (
            <Section
              title="Publish new wording"
              lead="Shown from then on; older consents keep theirs"
            >
              <PageForm intent="wording" guarded key={texts[0]?.id ?? 'first'}>
                <Fields>
                  <FieldRow>
                    <SelectField name="channel" label="Channel" data={CHANNEL_OPTIONS} />
                    <TextField
                      name="language"
                      label="Language"
                      placeholder="en"
                      defaultValue={locale}
                    />
                  </FieldRow>
                  <LongTextField
                    name="text"
                    label="Wording"
                    description="Name who sends, what for, how to stop, and that it is not a condition of purchase"
                    rows={4}
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
        <div>
          <Section title="Fixed">
            <Facts>
              <Fact label="Key">{purpose.key}</Fact>
              <Fact label="Kind">{sentence(purpose.category)}</Fact>
              <Fact label="Consents">
                <Link to={`/consents?purpose=${purpose.key}`}>See them</Link>
              </Fact>
            </Facts>
          </Section>
          <Section title="Versions">
            <Versions versions={versions} />
          </Section>
        </div>
      </Columns>
    </Page>
  );
}

type Version = Awaited<ReturnType<typeof loader>>['versions'][number];

function Versions({ versions }: { versions: readonly Version[] }) {
  const days = useDays();
  return (
    <Timeline
      entries={versions.map((one) => ({
        id: String(one.version),
        at: one.created_at,
        title: (
          <>
            <strong>{one.version}</strong> · {one.name}
          </>
        ),
        children: (
          <>
            {one.description}{' '}
            {Object.entries(one.translations).map(([language, words]) => (
              <span key={language} suppressHydrationWarning>
                {languageName(language)}: <bdi lang={language}>{words.name}</bdi>.{' '}
              </span>
            ))}
            {one.expires_after_days === null
              ? 'Ends when withdrawn.'
              : `Ends after ${days(one.expires_after_days)}.`}
          </>
        ),
      }))}
    />
  );
}
