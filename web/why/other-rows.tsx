import { Alert, Anchor } from '@mantine/core';
import { Link } from '@remix-run/react';

/** Two contacts of an audience that became one have a row each. */
export function OtherRows({ ids }: { ids: readonly string[] }) {
  if (!ids.length) return null;
  return (
    <Alert
      color="assent"
      variant="light"
      mb="md"
      title="This person is in this campaign more than once"
    >
      They were several contacts then, or had several addresses.{' '}
      {ids.map((id, index) => (
        <span key={id}>
          {index ? ', ' : 'See also: '}
          <Anchor component={Link} to={`/messages/${id}/why`}>
            {index ? `message ${index + 2}` : 'the other message'}
          </Anchor>
        </span>
      ))}
    </Alert>
  );
}
