import { Alert } from '@mantine/core';
import { Link, useActionData, type MetaFunction } from '@remix-run/react';
import { LongTextField, SubmitButton } from '../forms/fields.tsx';
import { PageForm } from '../forms/form.tsx';
import { Fields } from '../forms/layout.tsx';
import { text } from '../server/fields.server.ts';
import { act, page } from '../server/page.server.ts';
import { Page, Section } from '../ui/page.tsx';

export const meta: MetaFunction = () => [{ title: 'Check a receipt · Assent' }];

export const loader = page(async ({ session }) => ({ organization: session.organization.name }));

export const action = act({ check: ['receipt'] }, async ({ api, form }) => {
  const receipt = parsed(text(form, 'receipt') ?? '');
  return { verdict: await api.receipts.check({ body: { receipt } }) };
});

/** Returns an empty receipt for text that is not a JSON object; the check then says that it is not one. */
function parsed(given: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(given);
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}

type Verdict = {
  ok: boolean;
  problems: string[];
  receipt_id: string | null;
  address_proven: boolean;
};
const isVerdict = (value: unknown): value is { verdict: Verdict } =>
  typeof value === 'object' && value !== null && 'verdict' in value;

export default function CheckReceipt() {
  const said: unknown = useActionData();
  return (
    <Page
      title="Check a receipt"
      lead="Somebody shows you a receipt: is it unchanged, and is it yours? Nothing of it is stored."
      back={{ to: '/receipts', label: 'Receipts' }}
    >
      <output>{isVerdict(said) ? <Said {...said.verdict} /> : null}</output>
      <Section title="The receipt">
        <PageForm intent="check">
          <Fields>
            <LongTextField
              name="receipt"
              label="Paste the whole file"
              description="JSON, from the first brace to the last"
              rows={10}
              spellCheck={false}
            />
            <div>
              <SubmitButton>Check</SubmitButton>
            </div>
          </Fields>
        </PageForm>
      </Section>
    </Page>
  );
}

function Said({ ok, problems, receipt_id, address_proven }: Verdict) {
  if (!ok) {
    return (
      <Alert color="red" variant="light" mb="md" title="This is not a valid receipt of yours">
        It {problems.join('; it ')}.
      </Alert>
    );
  }
  return (
    <Alert color="assent" variant="light" mb="md" title="This receipt is unchanged and yours">
      {address_proven
        ? 'The address in it is the one that agreed.'
        : 'Its address is masked: it does not show whose it is.'}{' '}
      {receipt_id ? (
        <Link to={`/receipts/${receipt_id}`}>See its consent record</Link>
      ) : (
        'Its consent record no longer exists.'
      )}
    </Alert>
  );
}
