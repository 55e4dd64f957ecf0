import { Button } from '@mantine/core';
import { useLoaderData, type MetaFunction } from '@remix-run/react';
import { ExternalLink } from 'lucide-react';
import { typedNumber } from '../../lib/typed-number.ts';
import { ConfirmForm } from '../forms/confirm-form.tsx';
import { purposeChoices } from '../server/choices.server.ts';
import { text } from '../server/fields.server.ts';
import { FORM_FIELDS, formOf } from '../server/form-fields.server.ts';
import { previewOf } from '../server/form-preview.server.tsx';
import { act, page } from '../server/page.server.ts';
import { redirect } from '../server/redirect.server.ts';
import { FormEditor } from '../sign-up-forms/editor.tsx';
import { Code, CodeBlock } from '../ui/facts.tsx';
import { Notice } from '../ui/notice.tsx';
import { Columns, Page, Section } from '../ui/page.tsx';
import { Tile, Tiles } from '../ui/tile.tsx';

export const meta: MetaFunction = () => [{ title: 'Form · Assent' }];

export const loader = page(async ({ api, params, session }) => {
  const id = String(params['id']);
  const form = await api.forms.get({ params: { id } });
  const [channel = 'email' as const] = form.channels;
  const [language = 'en' as const] = form.languages;
  const archived = form.archived_at !== null;
  const [purposes, preview, embed] = await Promise.all([
    purposeChoices(api),
    previewOf(session, draftOf(form), { channel, language }),
    archived ? null : api.forms.embed({ params: { id }, query: { channel, language } }),
  ]);
  return {
    form,
    purposes,
    preview,
    embed,
    organization: session.organization,
    mayWrite: session.permissions.includes('consents:write') && !archived,
  };
});

type Form = Parameters<typeof previewOf>[1];
/** The fields of a form that its preview needs. */
const draftOf = (form: Form): Form => ({
  asks: form.asks,
  purposes: form.purposes,
  channels: form.channels,
  languages: form.languages,
  texts: form.texts,
  color: form.color,
  logo_text: form.logo_text,
  logo_url: form.logo_url,
  privacy_url: form.privacy_url,
  jurisdiction: form.jurisdiction,
  embed_origins: form.embed_origins,
  proof_of_work: form.proof_of_work,
  difficulty: form.difficulty,
  active: form.active,
});

export const action = act(
  {
    archive: [],
    save: ['version', ...FORM_FIELDS],
  },
  async ({ api, form, params }) => {
    const id = String(params['id']);
    if (text(form, 'intent') === 'archive') {
      await api.forms.archive({ params: { id } });
      return redirect('/forms?done=form-archived');
    }
    const slug = text(form, 'slug') ?? '';
    await api.forms.update({
      params: { id },
      body: {
        name: text(form, 'name') ?? '',
        ...(slug === 'opt-in' ? {} : { slug }),
        ...formOf(form),
      },
      ifMatch: typedNumber(text(form, 'version')),
    });
    return redirect(`/forms/${id}?done=saved`);
  },
);

export default function Form() {
  const { form, purposes, preview, embed, organization, mayWrite } = useLoaderData<typeof loader>();
  return (
    <Page
      title={form.name}
      back={{ to: '/forms', label: 'Forms' }}
      actions={
        <Button
          component="a"
          href={form.url}
          target="_blank"
          rel="noreferrer"
          variant="default"
          leftSection={<ExternalLink size={15} aria-hidden />}
        >
          Open the page
        </Button>
      }
    >
      <Notice />
      <Tiles>
        <Tile label="Submitted" value={form.submissions} to={`/consents?form_id=${form.id}`} />
        <Tile
          label="Confirmed"
          value={form.confirmed}
          to={`/consents?form_id=${form.id}&confirmed=true`}
        />
      </Tiles>
      <FormEditor
        key={form.version}
        saved={form}
        mayWrite={mayWrite}
        purposes={purposes}
        organization={organization}
        preview={preview}
      />
      {embed ? (
        <Section title="Put it on your site" lead="Both work without a script">
          <h3>Link to our page</h3>
          <Code>{form.url}</Code>
          <h3>In a frame</h3>
          <p>
            {form.embed_origins.length
              ? 'Works on the sites you named above.'
              : 'Add your site above first, or browsers will refuse to show it.'}
          </p>
          <CodeBlock>{embed.frame}</CodeBlock>
          <h3>As your own HTML</h3>
          <p>
            Style it as you like. The wording beside the boxes must not be changed: it is what
            people agree to and what is kept as proof.
          </p>
          <CodeBlock>{embed.html}</CodeBlock>
        </Section>
      ) : null}
      {mayWrite && !form.is_default ? (
        <Columns>
          <div>
            <Section
              title="Take out of use"
              lead="Its page closes. Who signed up with it, and what it showed them, stays on record."
            >
              <ConfirmForm
                intent="archive"
                ask="Take out of use"
                act="Yes, take it out of use"
                words="Nobody can sign up with it any more, also where it stands on your own site."
              />
            </Section>
          </div>
        </Columns>
      ) : null}
    </Page>
  );
}
