import { Alert, Anchor } from '@mantine/core';
import { Link } from '@remix-run/react';

/** Links to the other rows: if two contacts of an audience became one, each has a row. */
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
