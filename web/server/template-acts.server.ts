import { data } from '@remix-run/node';
import type { PageSession } from '../../api/client-types.ts';
import { languageTag } from '../../domain/templates/contract.ts';
import { own } from '../../lib/own.ts';
import { typedNumber } from '../../lib/typed-number.ts';
import { known, text } from './fields.server.ts';
import { NotThere } from './problem.server.ts';
import { actOnOwnTest, OWN_TEST_FORMS } from './own-tests.server.ts';
import { redirect } from './redirect.server.ts';
import { templateSource } from './template-preview.server.ts';

type Api = PageSession['api'];

/** An act of a form on a template's page. `shown`: the language that the page shows, from its URL. */
export type TemplateAct = { api: Api; id: string; form: FormData; shown: string | null };

const saved = (id: string, language?: string): Response =>
  redirect(`/templates/${id}?done=saved${language ? `&language=${language}` : ''}`);

/** Saves the text of the main language, or of a further one. */
async function save({ api, id, form }: TemplateAct): Promise<Response> {
  const { subject, body, language } = templateSource(form);
  const name = text(form, 'name') ?? '';
  const words = { body, ...(subject ? { subject } : {}) };
  const further = form.has('further') ? language : undefined;
  await api.templates.update({
    params: { id },
    body:
      further === undefined
        ? {
            name,
            ...words,
            // Emptied fields, which the API refuses; left out, the old value would stay.
            ...(form.has('subject') ? { subject: subject ?? null } : {}),
            ...(form.has('language') ? { language: language ?? '' } : {}),
          }
        : { name, texts: { [further]: words } },
    ifMatch: typedNumber(text(form, 'version')),
  });
  return saved(id, further);
}

/** Opens an empty editor for a language that the template does not have yet. */
function beginLanguage({ id, form }: TemplateAct) {
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

/** Returns the shown language if the template has it. @throws NotThere */
async function there({ api, id, shown }: TemplateAct): Promise<string> {
  const tag = known(languageTag, shown);
  const { texts } = await api.templates.get({ params: { id } });
  if (!own(texts, tag)) throw new NotThere('This language');
  return tag;
}

/** The forms of a template's page. */
export const TEMPLATE_FORMS = {
  ...OWN_TEST_FORMS,
  save: ['version', 'name', 'channel', 'category', 'body'],
  language: ['tag'],
  drop: [],
  main: [],
  default: [],
  copy: [],
  archive: [],
} as const;

/** Does what the form's `intent` names. */
export async function actOnTemplate(act: TemplateAct) {
  const { api, id, form } = act;
  const params = { id };
  const tested = await actOnOwnTest(api, form, `/templates/${id}`, (language) =>
    api.templates.test({ params, body: language ? { language } : {} }),
  );
  if (tested) return tested;
  switch (text(form, 'intent')) {
    case 'save':
      return save(act);
    case 'language':
      return beginLanguage(act);
    case 'drop':
      await api.templates.update({ params, body: { texts: { [await there(act)]: null } } });
      return saved(id);
    case 'main':
      await api.templates.update({ params, body: { language: await there(act) } });
      return saved(id);
    case 'default':
      await api.templates.update({ params, body: { is_default: true } });
      return saved(id);
    case 'archive':
      await api.templates.archive({ params });
      return redirect('/templates?done=archived');
  }
  // `copy` is the only form left.
  const copy = await api.templates.copy({ params, body: {} });
  return redirect(`/templates/${copy.id}?done=copied`);
}
