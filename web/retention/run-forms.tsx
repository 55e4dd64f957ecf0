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
        Once a day, data older than its policy allows is deleted, in small steps that do not block
        work. The audit log shows what was deleted, as counts and hashes. The next run starts{' '}
        <Moment at={nextRunAt} />.
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
            <SubmitButton variant="default">See what would be deleted</SubmitButton>
          </PageForm>
          <ConfirmForm
            intent="run"
            ask="Delete due data now …"
            act="Yes, delete it"
            words="Data older than its policy allows is deleted now, not with the next run. It cannot be brought back, except from an archive or a backup. Data under a legal hold stays. First see what would be deleted."
          />
        </Fields>
      ) : null}
    </Section>
  );
}
