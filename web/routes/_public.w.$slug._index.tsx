import { useLoaderData, type MetaFunction } from '@remix-run/react';
import { brandOf } from '../public/sheet.tsx';
import { directionOf } from '../public/words/index.ts';
import { visitorPage } from '../server/page.server.ts';
// oxlint-disable-next-line import/default -- what Vite makes of it: the address of the script, bundled
import chatScript from '../widget/main.tsx?worker&url';
import type { Setup } from '../widget/setup.ts';
import widgetCss from '../widget/widget.css?url';
import { WIDGET_WORDS } from '../widget/words.ts';

/** The chat widget, as the frame on an organization's site shows it. */
export const meta: MetaFunction<typeof loader> = ({ data }) => [
  { title: data ? WIDGET_WORDS[data.language].title(data.organization.name) : 'Assent' },
];

export const loader = visitorPage(({ publicPages, params, url }) =>
  publicPages.widget(String(params['slug']), url.searchParams),
);

export default function Widget() {
  const page = useLoaderData<typeof loader>();
  const { organization, language } = page;
  const words = WIDGET_WORDS[language];
  const setup: Setup = {
    widget: page.widget,
    organization: organization.name,
    language,
    greeting: page.greeting,
    keepDays: page.keepDays,
    form: page.form,
  };
  return (
    <main
      className="chat"
      style={brandOf(organization)}
      lang={language}
      dir={directionOf(language)}
    >
      <link rel="stylesheet" href={widgetCss} />
      {page.active ? (
        <>
          <div id="chat" data-setup={JSON.stringify(setup)} />
          <noscript>{words.noScript}</noscript>
          <script type="module" src={chatScript} />
        </>
      ) : (
        <div className="thread">
          <h1>
            <bdi>{organization.name}</bdi>
          </h1>
          <p>{words.off}</p>
        </div>
      )}
    </main>
  );
}
