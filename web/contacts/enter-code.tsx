import { SubmitButton, TextField } from '../forms/fields.tsx';
import { PageForm } from '../forms/form.tsx';
import { Fields, FormEnd } from '../forms/layout.tsx';
import { Moment } from '../ui/values.tsx';

export type PendingCode = {
  id: string;
  channel: string;
  to: string;
  attempts_left: number;
  expires_at: string;
};

/** Takes the code that the person reads out, for one pending verification. */
export function EnterCode({ pending }: { pending: PendingCode }) {
  const { id, to, attempts_left, expires_at } = pending;
  return (
    <>
      <p>
        A code went to {to}. It is valid until <Moment at={expires_at} />; {attempts_left} attempts
        are left.
      </p>
      <PageForm intent={`check-${id}`} aria-label="Enter the code">
        <Fields>
          <input type="hidden" name="verification" value={id} />
          <TextField
            name="code"
            label="Code"
            inputMode="numeric"
            autoComplete="one-time-code"
            maw={200}
          />
          <FormEnd>
            <SubmitButton>Confirm</SubmitButton>
          </FormEnd>
        </Fields>
      </PageForm>
      <PageForm intent={`resend-${id}`} aria-label="Send a new code">
        <input type="hidden" name="verification" value={id} />
        <SubmitButton variant="subtle" size="compact-sm" mt="sm">
          Send a new code
        </SubmitButton>
      </PageForm>
    </>
  );
}
