import { Anchor } from '@mantine/core';
import { Link, useLoaderData, type MetaFunction } from '@remix-run/react';
import classes from '../assistant/assistant.module.css';
import { WidgetForm } from '../assistant/widget-form.tsx';
import { typedNumber } from '../../lib/typed-number.ts';
import { text } from '../server/fields.server.ts';
import { act, page } from '../server/page.server.ts';
import { redirect } from '../server/redirect.server.ts';
import { WIDGET_FIELDS, widgetIn } from '../server/widget-form.server.ts';
import { CodeBlock, Quiet } from '../ui/facts.tsx';
import { Notice } from '../ui/notice.tsx';
import { Columns, Page, Section } from '../ui/page.tsx';

export const meta: MetaFunction = () => [{ title: 'Chat widget · Assent' }];

/** Forms that can be chosen. */
const FORMS = 200;

export const loader = page(async ({ api, session }) => ({
  widget: await api.assistantWidget.get({}),
  forms: session.permissions.includes('consents:read')
    ? (await api.forms.list({ query: { limit: FORMS } })).data
        .filter(({ active }) => active)
        .map(({ id, name }) => ({ id, name }))
    : [],
}));

export const action = act({ widget: WIDGET_FIELDS }, async ({ api, form }) => {
  const ifMatch = typedNumber(text(form, 'version'));
  await api.assistantWidget.put({ body: widgetIn(form), ifMatch });
  return redirect('/settings/widget?done=saved');
});

export default function WidgetSettings() {
  const { widget, forms } = useLoaderData<typeof loader>();
  return (
    <Page
      title="Chat widget"
      lead="Visitors of your sites ask, the assistant answers. It knows only what you write here, and nothing of your contacts."
      back={{ to: '/settings/assistant', label: 'Assistant' }}
    >
      <Notice />
      <Columns>
        <div>
          <WidgetForm key={widget.version} widget={widget} forms={forms} />
        </div>
        <div>
          <Section
            title="For your site"
            lead="Put this line into the HTML of each page that is to have the chat. data-label changes the words of the button, data-lang its language, such as ar."
          >
            <CodeBlock>{widget.snippet}</CodeBlock>
          </Section>
          <Section
            title="Preview"
            lead="As visitors see it, after the last saving. Questions here count, too."
          >
            {widget.active ? (
              // oxlint-disable-next-line react/iframe-missing-sandbox -- our own page, which needs its scripts and its origin
              <iframe
                key={widget.version}
                className={classes['widget']}
                src={new URL(widget.url).pathname}
                title="Preview of the chat"
                loading="lazy"
              />
            ) : (
              <p>Open it to visitors to see it here.</p>
            )}
            <p>
              <Anchor component={Link} to="/assistant/visitors">
                What visitors have asked
              </Anchor>
            </p>
          </Section>
          <Section title="What the model is told" lead="Before each conversation, word for word.">
            <CodeBlock>{widget.prompt}</CodeBlock>
            <Quiet>
              Names of people and their addresses are replaced by tokens, here and in the chat.
            </Quiet>
          </Section>
        </div>
      </Columns>
    </Page>
  );
}
