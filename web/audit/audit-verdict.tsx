import { Alert } from '@mantine/core';
import { useCount } from '../ui/values.tsx';

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
  const count = useCount();
  const { seals, entries, published, removed, unsealed, first_bad: bad } = verdict;
  const checked = `${count(entries)} entries under ${count(seals)} seals were checked, ${count(published)} seals against their copy outside the database.`;
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
        ? ` Of these, ${count(removed)} were deleted by retention or a restore. The deletion is signed; their hashes remain.`
        : ''}
      {unsealed ? ` ${count(unsealed)} newer entries are sealed within a minute.` : ''}
    </Alert>
  );
}
