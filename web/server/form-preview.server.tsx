import { renderToStaticMarkup } from 'react-dom/server';
import type { PageSession } from '../../api/client-types.ts';
import publicCss from '../public/public.css?url';
import { Sheet } from '../public/sheet.tsx';
import { SignUpFoot, SignUpForm } from '../public/sign-up-form.tsx';
import { directionOf, wordsOf } from '../public/words/index.ts';
import { formOf, previewPlace } from './form-fields.server.ts';

type Draft = ReturnType<typeof formOf>;
export type FormPreview = { html: string; asksNothing: boolean };

/** Renders the form's public page as a whole document for a frame. */
export async function formPreview(
  session: Pick<PageSession, 'api' | 'organization'>,
  form: FormData,
): Promise<FormPreview> {
  const draft = formOf(form);
  return previewOf(session, draft, previewPlace(form));
}

export async function previewOf(
  { api, organization }: Pick<PageSession, 'api' | 'organization'>,
  draft: Draft,
  place: ReturnType<typeof previewPlace>,
): Promise<FormPreview> {
  const { channel, language } = place;
  // What names no purpose asks for nothing, which the editor says in its own words.
  if (draft.asks === 'named' && !draft.purposes.length) return { html: '', asksNothing: true };
  const channels = draft.channels.length ? draft.channels : [channel];
  const languages = draft.languages.length ? draft.languages : [language];
  const shown = await api.forms.preview({ body: { ...draft, channels, languages, ...place } });
  const words = wordsOf(language);
  const page = {
    slug: organization.slug,
    language,
    languages,
    channel,
    channels,
    boxes: shown.boxes,
    shown: '',
    ticket: '',
    work: false,
    privacyUrl: shown.privacy_url,
    embedded: false,
  };
  const body = renderToStaticMarkup(
    <Sheet
      organization={{
        name: organization.name,
        color: draft.color ?? organization.brand_color,
        logoText: draft.logo_text,
        logoUrl: null,
      }}
      language={language}
      title={shown.title || words.signUp.title(organization.name)}
      foot={<SignUpFoot page={page} words={words} />}
    >
      {shown.intro ? <p className="intro">{shown.intro}</p> : null}
      <SignUpForm page={page} words={words} answer={undefined} />
    </Sheet>,
  );
  return { html: framed(body, language), asksNothing: !shown.boxes.length };
}

/** Wraps a public page for a frame: a document of its own with the style sheet of the public pages. */
export const framed = (body: string, language: string): string =>
  `<!doctype html><html lang="${language}" dir="${directionOf(language)}"><head><meta charset="utf-8">` +
  `<link rel="stylesheet" href="${publicCss}"></head><body>${body}</body></html>`;
