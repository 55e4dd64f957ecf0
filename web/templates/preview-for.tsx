import { Button, NativeSelect } from '@mantine/core';
import { Form, Link } from '@remix-run/react';
import { Fields } from '../forms/layout.tsx';
import { Section } from '../ui/page.tsx';

/** Shows the text with the values and in the language of a real contact. */
export function PreviewFor({
  contacts,
  language,
  contactId,
  mayReveal,
  reveal,
}: {
  contacts: readonly { value: string; label: string }[];
  language: string | null;
  contactId: string | null;
  mayReveal: boolean;
  reveal: boolean;
}) {
  if (!contacts.length) return null;
  const known = contacts.some(({ value }) => value === contactId);
  return (
    <Section
      title="See it as a contact would"
      lead={
        reveal ? undefined : 'Masked, unless you reveal it; length and price are for made-up values'
      }
    >
      <Form method="get">
        <Fields>
          {language ? <input type="hidden" name="language" value={language} /> : null}
          <NativeSelect
            name="contact"
            label="Contact"
            defaultValue={contactId ?? ''}
            data={[
              { value: '', label: 'Made-up values' },
              ...contacts,
              ...(contactId && !known ? [{ value: contactId, label: 'The chosen contact' }] : []),
            ]}
          />
          <div>
            <Button type="submit" variant="default">
              Show
            </Button>{' '}
            {contactId && mayReveal ? (
              <Button
                component={Link}
                to={`?contact=${contactId}${language ? `&language=${language}` : ''}${reveal ? '' : '&reveal=true'}`}
                variant="subtle"
                title={reveal ? undefined : 'Revealing is written to the audit log'}
              >
                {reveal ? 'Mask' : 'Reveal'}
              </Button>
            ) : null}
          </div>
        </Fields>
      </Form>
    </Section>
  );
}
