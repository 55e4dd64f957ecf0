import { Text } from '@mantine/core';
import { useDelayedSave } from '../forms/delayed-save.ts';
import { atField, LongTextField, SubmitButton } from '../forms/fields.tsx';
import { StayButton } from './stay-button.tsx';
import { PageForm } from '../forms/form.tsx';
import { Fields, FormEnd } from '../forms/layout.tsx';
import type { OwnField } from './own-field.ts';
import { Section } from '../ui/page.tsx';
import { labelOf } from './own-value-label.ts';

/**
 * Fields for the values that a text needs from its campaign, the same for everybody. Saved a moment after each
 * change.
 */
export function OwnValues({ fields }: { fields: readonly OwnField[] }) {
  const onEdited = useDelayedSave();
  return (
    <Section title="What it says" lead="The same for everybody who gets it">
      <PageForm intent="values" onEdited={onEdited}>
        <Fields>
          {fields.map(({ name, needed, typed, fault }) =>
            typed === null ? (
              <Text key={name} size="sm">
                {labelOf(name)}: set by the API
              </Text>
            ) : (
              <LongTextField
                key={name}
                name={`variables.${name}`}
                label={labelOf(name)}
                description={needed ? undefined : 'Optional: the template has its own text'}
                required={needed}
                rows={name === 'message' ? 5 : 1}
                dir="auto"
                defaultValue={typed}
                error={fault && atField(fault)}
              />
            ),
          )}
          <FormEnd>
            <SubmitButton name="go" value="next">
              Save and check
            </SubmitButton>
            <StayButton>Show</StayButton>
          </FormEnd>
        </Fields>
      </PageForm>
    </Section>
  );
}
