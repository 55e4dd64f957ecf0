import { Alert } from '@mantine/core';
import { Link } from '@remix-run/react';
import type { HoldScope } from '../../domain/holds/contract.ts';
import { Moment } from '../ui/values.tsx';

type Hold = { id: string; scope: HoldScope; created_at: string };

const ON: Record<HoldScope, string> = {
  contact: 'on this person',
  campaign: 'on a campaign that wrote to them',
  tenant: 'on everything',
};

/** Says that legal holds keep a person, and what that means for this page. */
export function Held({ holds }: { holds: readonly Hold[] }) {
  return (
    <Alert color="yellow" variant="light" title="This person is under a legal hold" mb="md">
      Nothing about them is replaced, removed or erased until it is released; values can be added.
      They can still withdraw.
      {holds.map(({ id, scope, created_at }) => (
        <div key={id}>
          <Link to={`/holds/${id}`}>Hold {ON[scope]}</Link>, since <Moment at={created_at} />
        </div>
      ))}
    </Alert>
  );
}
