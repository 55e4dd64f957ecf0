import { LongTextField, SubmitButton } from '../forms/fields.tsx';
import { PageForm } from '../forms/form.tsx';
import { Fields, FormEnd } from '../forms/layout.tsx';
import { CodeBlock, Quiet } from '../ui/facts.tsx';
import { Section } from '../ui/page.tsx';
import { Moment } from '../ui/values.tsx';

type Told = { version: number; text: string; created_at: string };
export type Prompt = Told & {
  knowledge: string;
  tasks: (Told & { task: string; title: string })[];
};

/** The exact text that a model is told before each conversation, and the organization's own part of it. */
export function PromptSection({ prompt }: { prompt: Prompt }) {
  return (
    <Section
      title="What the model is told"
      lead="Before each conversation, word for word. It is made from your organization and purposes, and looked at again every five minutes."
    >
      <PageForm intent="prompt" guarded>
        <input type="hidden" name="version" value={prompt.version} />
        <Fields>
          <LongTextField
            name="knowledge"
            label="What it should know about you"
            description="Opening hours, products, how you write. No secrets: it goes to the model’s provider; names and addresses of people are replaced by tokens"
            rows={4}
            maxLength={20_000}
            dir="auto"
            defaultValue={prompt.knowledge}
          />
          <FormEnd>
            <SubmitButton>Save what it should know</SubmitButton>
          </FormEnd>
        </Fields>
      </PageForm>
      <h3>The exact text</h3>
      <CodeBlock>{prompt.text}</CodeBlock>
      <Quiet>
        Version {prompt.version}, since <Moment at={prompt.created_at} />. Each answer keeps the
        version that it rested on. With a question in the chat it is also told the date, and the
        tools with which it may look up what the member who asks may see.
      </Quiet>
      <h3>For other uses</h3>
      <p>Where you ask for one thing and not in a chat, it is told this instead.</p>
      {prompt.tasks.map(({ task, title, text, version, created_at }) => (
        <details key={task}>
          <summary>{title}</summary>
          <CodeBlock>{text}</CodeBlock>
          <Quiet>
            Version {version}, since <Moment at={created_at} />.
          </Quiet>
        </details>
      ))}
    </Section>
  );
}
