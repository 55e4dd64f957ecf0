import { Alert } from '@mantine/core';
import { useSome } from '../ui/values.tsx';

type Verdict = {
  ok: boolean;
  seals: number;
  entries: number;
  removed: number;
  unsealed: number;
  published: number;
  first_bad: {
    message: string;
    seal: number | null;
    position: number | null;
    entry_id: string | null;
  } | null;
};

/** Shows the result of checking the log against its seals, computed for this page. */
export function AuditVerdict({ verdict }: { verdict: Verdict }) {
  const some = useSome();
  const { seals, entries, published, removed, unsealed, first_bad: bad } = verdict;
  const checked = `${some(entries, 'entry', 'entries')} under ${some(seals, 'seal was', 'seals were')} checked, ${some(published, 'seal')} against ${published === 1 ? 'its' : 'their'} copy outside the database.`;
  if (bad) {
    return (
      <Alert color="red" role="alert" mb="md" title="The log does not match its seals">
        <p>
          First: {bad.message}
          {bad.entry_id ? ` (entry ${bad.entry_id})` : ''}.
        </p>
        <p>Keep the database and the published seals as they are, and find out who had access.</p>
      </Alert>
    );
  }
  return (
    <Alert color="assent" variant="light" mb="md" title="Nothing was changed, removed or moved">
      {checked}
      {removed
        ? ` Of these, ${some(removed, 'was', 'were')} deleted by retention or a restore. The deletion is signed; their hashes remain.`
        : ''}
      {unsealed
        ? ` ${some(unsealed, 'newer entry is', 'newer entries are')} sealed within a minute.`
        : ''}
    </Alert>
  );
}
