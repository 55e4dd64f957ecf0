import { Button, Group } from '@mantine/core';
import { Form, useNavigation } from '@remix-run/react';

/** Two buttons, one press each. Withdrawing is the safe answer, so it comes first. */
export function Decide({ id }: { id: string }) {
  const navigation = useNavigation();
  const pending = navigation.formData?.get('id') === id;
  return (
    <Form method="post">
      <input type="hidden" name="intent" value="decide" />
      <input type="hidden" name="id" value={id} />
      <Group gap="xs" wrap="nowrap">
        <Button type="submit" name="decision" value="withdraw" size="compact-sm" disabled={pending}>
          Withdraw
        </Button>
        <Button
          type="submit"
          name="decision"
          value="dismiss"
          size="compact-sm"
          variant="default"
          disabled={pending}
        >
          Dismiss
        </Button>
      </Group>
    </Form>
  );
}
