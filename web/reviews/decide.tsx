import { Group } from '@mantine/core';
import { DialogForm } from '../forms/dialog-form.tsx';
import { LongTextField } from '../forms/fields.tsx';

/** Two buttons, each with its own dialog. Withdrawing is the safe answer, so it comes first. */
export function Decide({ id }: { id: string }) {
  return (
    <Group gap="xs" wrap="nowrap">
      <DialogForm
        intent="decide-withdraw"
        row={id}
        ask="Withdraw"
        title="Was it a withdrawal?"
        act="Yes, withdraw"
        button={{ size: 'compact-sm' }}
      >
        <p>Everything on this channel is withdrawn, from the moment the message was written.</p>
        <input type="hidden" name="decision" value="withdraw" />
        <Why />
      </DialogForm>
      <DialogForm
        intent="decide-dismiss"
        row={id}
        ask="Dismiss"
        title="Was it no withdrawal?"
        act="Yes, leave consent as it is"
        button={{ size: 'compact-sm', variant: 'default' }}
      >
        <p>
          Messages go on. The decision is final; should it turn out wrong, record the withdrawal on
          the contact’s page.
        </p>
        <input type="hidden" name="decision" value="dismiss" />
        <Why />
      </DialogForm>
    </Group>
  );
}

function Why() {
  return (
    <LongTextField
      name="reason"
      label="Why"
      description="For the record; helps whoever asks later"
      rows={2}
    />
  );
}
