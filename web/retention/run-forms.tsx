import { Anchor } from '@mantine/core';
import { Link } from '@remix-run/react';
import { ConfirmForm } from '../forms/confirm-form.tsx';
import { SubmitButton } from '../forms/fields.tsx';
import { PageForm } from '../forms/form.tsx';
import { Fields } from '../forms/layout.tsx';
import { Section } from '../ui/page.tsx';
import { Moment } from '../ui/values.tsx';

export type RunFormsProps = {
  nextRunAt: string;
  /** The run under way; a second cannot begin. */
  running: { id: string } | undefined;
  mayWrite: boolean;
};

/** Shows when the daily run is, and starts a run by hand. */
export function RunForms({ nextRunAt, running, mayWrite }: RunFormsProps) {
  return (
    <Section title="The daily run">
      <p>
        Once a day what is older than its policy allows is taken away, in small steps that stop
        nobody from working. What went stands in the audit log, as counts and hashes. The next run
        begins <Moment at={nextRunAt} />.
      </p>
      {running ? (
        <p>
          <Anchor component={Link} to={`/retention/runs/${running.id}`}>
            A run is under way: see how it goes
          </Anchor>
        </p>
      ) : mayWrite ? (
        <Fields>
          <PageForm intent="dry-run">
            <SubmitButton variant="default">See what would go</SubmitButton>
          </PageForm>
          <ConfirmForm
            intent="run"
            ask="Take away now what is due …"
            act="Yes, take it away"
            words="What is older than its policy allows goes now instead of with the next run. It cannot be brought back, except from an archive or a backup. What is under a legal hold stays. See what would go first."
          />
        </Fields>
      ) : null}
    </Section>
  );
}
