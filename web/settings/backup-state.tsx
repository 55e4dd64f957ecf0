import { Alert } from '@mantine/core';
import { Fact, Facts } from '../ui/facts.tsx';
import { Section } from '../ui/page.tsx';
import { Moment } from '../ui/values.tsx';

/** Shows whether the installation has a recent backup. */
export function BackupState({ takenAt, late }: { takenAt: string | null; late: boolean }) {
  return (
    <Section
      title="Backup"
      lead="Of the whole installation; its operator makes one with npm run backup"
    >
      {late ? (
        <Alert color="yellow" variant="light" mb="sm">
          {takenAt
            ? 'The last backup is old: what has happened since would be lost with the database.'
            : 'There is none: if the database is lost, everything is lost. Backups made by other means are not shown here.'}
        </Alert>
      ) : null}
      <Facts>
        <Fact label="Last taken">{takenAt ? <Moment at={takenAt} /> : 'Never'}</Fact>
      </Facts>
    </Section>
  );
}
