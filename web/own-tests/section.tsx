import { Stack } from '@mantine/core';
import { SelectField, SubmitButton, TextField } from '../forms/fields.tsx';
import { PageForm } from '../forms/form.tsx';
import { Fields } from '../forms/layout.tsx';
import { Fact, Facts } from '../ui/facts.tsx';
import { useLive } from '../ui/live.ts';
import { Section } from '../ui/page.tsx';
import { Status } from '../ui/status.tsx';
import { Moment } from '../ui/values.tsx';

type Channel = 'sms' | 'email';
export type OwnTests = {
  address: { channel: Channel; address: string | null; proved: boolean; code_sent: boolean };
  tests: { id: string; status: string; error_code: string | null; created_at: string }[];
};

/**
 * Sends a test to the reader, to an address of their own that is proved here first.
 * @param languages the available languages; the page asks for one if there are several
 */
export function TestSection({
  own: { address, tests },
  languages,
  chosen,
}: {
  own: OwnTests;
  languages: readonly string[];
  chosen: string;
}) {
  useLive(tests.some(({ status }) => status === 'queued' || status === 'sending'));
  return (
    <Section
      title="Send yourself a test"
      lead="As it stands now, marked as a test. No consent is needed, and nothing counts it."
    >
      <Stack gap="lg">
        {address.proved ? (
          <PageForm intent="test">
            <Fields>
              <Facts>
                <Fact label="To">{address.address}</Fact>
              </Facts>
              {languages.length > 1 ? (
                <SelectField
                  name="test_language"
                  label="In"
                  data={[...languages]}
                  defaultValue={chosen}
                />
              ) : null}
              <div>
                <SubmitButton variant="default">Send the test</SubmitButton>
              </div>
            </Fields>
          </PageForm>
        ) : (
          <Stack gap="lg">
            {address.code_sent ? <EnterCode address={address} /> : null}
            <AskForCode address={address} />
          </Stack>
        )}
        {tests.length ? (
          <Facts>
            {tests.map(({ id, status, error_code, created_at }) => (
              <Fact key={id} label={<Moment at={created_at} />}>
                <Status value={status} /> {error_code}
              </Fact>
            ))}
          </Facts>
        ) : null}
      </Stack>
    </Section>
  );
}

type Address = OwnTests['address'];

function AskForCode({ address: { channel, address, code_sent } }: { address: Address }) {
  return (
    <PageForm intent="test-prove">
      <input type="hidden" name="channel" value={channel} />
      <Fields>
        {channel === 'sms' ? (
          <TextField
            name="phone"
            label="Your mobile number"
            type="tel"
            autoComplete="tel"
            defaultValue={address ?? ''}
          />
        ) : (
          <p>Tests go to {address}, the address of your account, once a code has proved it.</p>
        )}
        <div>
          <SubmitButton variant="default">
            {code_sent ? 'Send another code' : 'Send me a code'}
          </SubmitButton>
        </div>
      </Fields>
    </PageForm>
  );
}

function EnterCode({ address: { channel, address } }: { address: Address }) {
  return (
    <PageForm intent="test-code">
      <input type="hidden" name="channel" value={channel} />
      <Fields>
        <TextField
          name="code"
          label="Code"
          description={`It was sent to ${address ?? 'you'}`}
          inputMode="numeric"
          autoComplete="one-time-code"
        />
        <div>
          <SubmitButton>Confirm</SubmitButton>
        </div>
      </Fields>
    </PageForm>
  );
}
