import { NativeSelect, TextInput } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { COUNTRY_LIST } from '../forms/country-field.tsx';
import type { FormAnswer } from '../core/answer.ts';
import { errorOf } from '../forms/fields.tsx';
import { useForm } from '../forms/form.tsx';
import { FieldRow } from '../forms/layout.tsx';
import { CONDITIONS, kindOf, type ConditionRow } from './conditions.ts';

/** The conditions of a segment, each with a field that suits it; in a refused form with the values as typed. */
export function ConditionRows({ saved }: { saved: readonly ConditionRow[] }) {
  const { answer } = useForm();
  const rows = typedRows(answer) ?? saved;
  return rows.map((row, index) => (
    <Condition key={`${index}:${row.what}:${row.value}`} row={row} index={index} answer={answer} />
  ));
}

function typedRows(answer: FormAnswer | undefined): ConditionRow[] | undefined {
  if (!answer) return undefined;
  const all = (of: string): string[] =>
    answer.values.flatMap(([name, value]) => (name === of ? [value] : []));
  const values = all('value');
  return all('what').map((what, index) => ({ what, value: values[index] ?? '' }));
}

function Condition({
  row,
  index,
  answer,
}: {
  row: ConditionRow;
  index: number;
  answer: FormAnswer | undefined;
}) {
  const [{ what, value }, setNow] = useState(row);
  const condition = useRef<HTMLSelectElement>(null);
  // Takes over what was chosen and typed before the page's script loaded.
  useEffect(() => {
    const chosen = condition.current;
    if (!chosen || chosen.value === row.what) return;
    const typed = chosen.form?.querySelectorAll('[name=value]')[index];
    setNow({ what: chosen.value, value: typed instanceof HTMLInputElement ? typed.value : '' });
  }, [row, index]);
  return (
    <FieldRow>
      <NativeSelect
        ref={condition}
        name="what"
        aria-label={`Condition ${index + 1}`}
        data={CONDITIONS}
        defaultValue={row.what}
        error={errorOf(answer, `what.${index}`)}
        onChange={({ currentTarget }) => setNow({ what: currentTarget.value, value: row.value })}
      />
      <Value
        what={what}
        value={value}
        label={`Value of condition ${index + 1}`}
        error={errorOf(answer, `value.${index}`)}
      />
    </FieldRow>
  );
}

type ValueProps = { what: string; value: string; label: string; error: string | undefined };

function Value({ what, value, label, error }: ValueProps) {
  const field = { name: 'value', 'aria-label': label, defaultValue: value, error };
  switch (kindOf(what)) {
    case 'yes_no':
      return (
        <NativeSelect
          {...field}
          defaultValue={/^(no|false|0)$/i.test(value) ? 'no' : 'yes'}
          data={[
            { value: 'yes', label: 'Yes' },
            { value: 'no', label: 'No' },
          ]}
        />
      );
    case 'day':
      return <TextInput {...field} type="date" />;
    case 'country':
      return <TextInput {...field} placeholder="Germany" list={COUNTRY_LIST} autoComplete="off" />;
    case 'text':
      return (
        <TextInput
          {...field}
          placeholder={what ? 'Value' : 'Value, if it needs one'}
          autoComplete="off"
        />
      );
  }
}
