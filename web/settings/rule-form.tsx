import { CheckField, SubmitButton, TextField } from '../forms/fields.tsx';
import { PageForm } from '../forms/form.tsx';
import { FieldRow, Fields, FormEnd } from '../forms/layout.tsx';
import type { QuietHoursRule } from '../../domain/message-rules/contract.ts';
import { DAY_KINDS } from './hours.ts';

/** Adds a rule, or replaces the rule of the same region. */
export function RuleForm({ rule, today }: { rule: QuietHoursRule | undefined; today: string }) {
  const of = (days: readonly number[]) =>
    rule?.hours.find((h) => h.days.includes(days[0] ?? 0)) ?? { from: '', to: '' };
  return (
    <PageForm intent="rule" key={rule?.region ?? ''}>
      <Fields>
        <TextField
          name="region"
          label="Region"
          description="* for everywhere, a country such as Germany, or a state such as US-FL"
          defaultValue={rule?.region ?? ''}
          autoComplete="off"
          maxLength={100}
        />
        {DAY_KINDS.map(({ name, label, days }) => (
          <FieldRow key={name}>
            <TextField
              name={`${name}_from`}
              label={`${label}, from`}
              placeholder="09:00"
              defaultValue={rule ? of(days).from : '09:00'}
            />
            <TextField
              name={`${name}_to`}
              label="to"
              aria-label={`${label}, to`}
              placeholder="20:00"
              defaultValue={rule ? of(days).to : '20:00'}
            />
          </FieldRow>
        ))}
        <CheckField
          name="no_holidays"
          label="Closed on public holidays"
          description="The holidays of its region in the list on this page"
          defaultChecked={rule?.no_holidays ?? false}
        />
        <TextField
          name="source"
          label="Source"
          description="The law, or whoever decided it"
          defaultValue={rule?.source ?? ''}
        />
        <TextField
          name="as_of"
          label="As of"
          type="date"
          description="When you last checked it"
          defaultValue={rule?.as_of ?? today}
        />
        <FormEnd>
          <SubmitButton>Save the rule</SubmitButton>
        </FormEnd>
      </Fields>
    </PageForm>
  );
}
