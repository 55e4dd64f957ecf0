import { Anchor } from '@mantine/core';
import { Link, useLoaderData, type MetaFunction } from '@remix-run/react';
import { LimitsForm } from '../assistant/limits-form.tsx';
import { PriceWarning } from '../assistant/price-warning.tsx';
import { KINDS, ProviderForm, type Provider } from '../assistant/provider-form.tsx';
import { PromptSection } from '../assistant/prompt-section.tsx';
import { ASSISTANT_FORMS, changeAssistant } from '../server/assistant-form.server.ts';
import { act, page } from '../server/page.server.ts';
import { redirect } from '../server/redirect.server.ts';
import { Fact, Facts } from '../ui/facts.tsx';
import { Notice } from '../ui/notice.tsx';
import { Columns, Page, Section } from '../ui/page.tsx';

export const meta: MetaFunction = () => [{ title: 'Assistant · Assent' }];

export const loader = page(async ({ api }) => {
  const [quota, provider, prompt] = await Promise.all([
    api.assistant.quota({}),
    api.assistant.provider({}),
    api.assistantConversations.prompt({}),
  ]);
  return { quota, provider, prompt };
});

export const action = act(ASSISTANT_FORMS, async ({ api, form }) => {
  await changeAssistant(api, form);
  return redirect('/settings/assistant?done=saved');
});

export default function AssistantSettings() {
  const { quota, provider, prompt } = useLoaderData<typeof loader>();
  return (
    <Page
      title="Assistant"
      lead="Which model answers, what it is told, and how much of it may be used in a month."
    >
      <Notice />
      <Columns>
        <div>
          <Section
            title="Limits"
            lead="By the calendar month in UTC. An empty field means no limit. Prices are those of the model’s provider."
          >
            <PriceWarning quota={quota} mb="md" />
            <LimitsForm key={quota.version} limits={quota} />
          </Section>
          <PromptSection key={prompt.version} prompt={prompt} />
        </div>
        <div>
          <Section title="What answers now">
            <Answering provider={provider} />
          </Section>
          <Section title="A model of your own">
            <ProviderForm key={provider.version} provider={provider} />
          </Section>
        </div>
      </Columns>
    </Page>
  );
}

function Answering({ provider }: { provider: Provider }) {
  if (provider.source === 'installation') {
    return (
      <>
        <InstallationModel answers={provider.answers} />
        <Usage />
      </>
    );
  }
  return (
    <>
      <Facts>
        <Fact label="Provider">
          {KINDS.find(({ value }) => value === provider.kind)?.label ?? provider.kind}
        </Fact>
        <Fact label="Address">{provider.base_url}</Fact>
        <Fact label="Model">{provider.model}</Fact>
        <Fact label="Key">{provider.has_key ? 'Stored encrypted' : 'None'}</Fact>
      </Facts>
      <Usage />
    </>
  );
}

function InstallationModel({ answers }: Pick<Provider, 'answers'>) {
  if (!answers) {
    return (
      <p>
        Nobody: this installation has no model, so the assistant is off. Enter a model of your own,
        or ask the operator to set <code>OPENAI_API_KEY</code> or <code>OPENAI_BASE_URL</code>.
      </p>
    );
  }
  return (
    <>
      <Facts>
        <Fact label="Model">{answers.model}</Fact>
        <Fact label="Runs at">{answers.host}</Fact>
        <Fact label="Set by">The operator of this installation</Fact>
      </Facts>
      {answers.stand_in ? (
        <p>
          This is a local stand-in: a small program on this machine, without a language model and
          without any data leaving it. It says so in its answers. It is there to try everything
          around it: streaming, limits, costs, and failures. With <code>OPENAI_API_KEY</code> or{' '}
          <code>OPENAI_BASE_URL</code> a real model answers.
        </p>
      ) : null}
    </>
  );
}

function Usage() {
  return (
    <p>
      <Anchor component={Link} to="/assistant/usage">
        What it has cost
      </Anchor>
    </p>
  );
}
