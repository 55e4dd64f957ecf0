import { renderToStaticMarkup } from 'react-dom/server';
import type { PageSession } from '../../api/client-types.ts';
import { Sheet } from '../public/sheet.tsx';
import { wordsOf } from '../public/words/index.ts';
import { text } from './fields.server.ts';
import { framed } from './form-preview.server.tsx';
import { purposeWords } from './purpose-form.server.ts';

export type PurposePreview = { pages: { language: string; label: string; html: string }[] };
type Draft = Pick<ReturnType<typeof purposeWords>, 'name' | 'description' | 'language' | 'translations'>; // prettier-ignore
type Session = Pick<PageSession, 'api' | 'organization'>;

/** Renders the box of a purpose as visitors see it, one page for each public language. */
export const purposePreview = (session: Session, form: FormData): Promise<PurposePreview> =>
  previewOfPurpose(session, purposeWords(form), text(form, 'purpose'));

export async function previewOfPurpose(
  { api, organization }: Session,
  { name, description, language, translations }: Draft,
  purpose?: string,
): Promise<PurposePreview> {
  const { data } = await api.purposes.preview({
    body: { name, description, language, translations, channel: 'email', purpose },
  });
  const look = { name: organization.name, color: organization.brand_color };
  return {
    pages: data.map((one) => {
      const words = wordsOf(one.language);
      const body = renderToStaticMarkup(
        <Sheet organization={look} language={one.language} title={one.name}>
          <fieldset>
            <legend>{words.boxes}</legend>
            <label className="agree">
              <input type="checkbox" />
              <span>
                <bdi>{one.wording}</bdi>
                {one.description ? (
                  <small>
                    <bdi>{one.description}</bdi>
                  </small>
                ) : null}
              </span>
            </label>
          </fieldset>
        </Sheet>,
      );
      return { language: one.language, label: words.name, html: framed(body, one.language) };
    }),
  };
}
