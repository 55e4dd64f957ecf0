import { Alert } from '@mantine/core';

type Check = { ok: boolean; problems: string[]; published: boolean | null };

/** Shows the result of checking the receipt, computed for this page. */
export function ReceiptVerdict({ check, made }: { check: Check; made: boolean }) {
  if (!made) {
    return (
      <Alert color="yellow" variant="light" mb="md" title="There is no receipt of this">
        {check.problems.join(' ')}
      </Alert>
    );
  }
  if (!check.ok) {
    return (
      <Alert color="red" role="alert" mb="md" title="This receipt is not valid">
        It {check.problems.join('; it ')}. Verify the audit log, keep the database and the published
        seals as they are, and find out who had access.
      </Alert>
    );
  }
  return (
    <Alert color="assent" variant="light" mb="md" title="Checked just now: this receipt is valid">
      It is signed, its words and its event are those of the audit log, and its row leads to the
      signed seal.{' '}
      {check.published
        ? 'The copy of the seal outside the database says the same.'
        : 'The seal has no copy outside the database yet; it is published within a minute.'}
    </Alert>
  );
}
