import { NativeSelect } from '@mantine/core';
import { useForm } from '../forms/form.tsx';
import { Choices } from '../forms/layout.tsx';

/** Chooses some of several things and their order: each gets a rank or none. Works without a script. */
export function Rank({
  of,
  legend,
  hint,
  options,
  chosen,
  disabled = false,
  onChosen,
}: {
  /** The field: the choice is sent as `place.<of>.<value>`. */
  of: string;
  legend: string;
  hint?: string;
  options: readonly { value: string; label: string }[];
  chosen: readonly string[];
  /** Has no effect at the moment, and is not sent. */
  disabled?: boolean;
  /** Called when something is given a rank. */
  onChosen?: () => void;
}) {
  const { answer } = useForm();
  const problem = answer?.errors.find(({ path }) => path === of || path.startsWith(`${of}.`));
  const places = [
    { value: '', label: 'No' },
    ...options.map((_, i) => ({ value: String(i + 1), label: `Position ${i + 1}` })),
  ];
  return (
    <fieldset>
      <legend>{legend}</legend>
      {hint ? <p>{hint}</p> : null}
      <Choices>
        {options.map(({ value, label }) => {
          const name = `place.${of}.${value}`;
          const place = chosen.indexOf(value) + 1;
          return (
            <NativeSelect
              key={value}
              name={name}
              label={label}
              data={places}
              disabled={disabled}
              onChange={({ currentTarget }) => {
                if (currentTarget.value) onChosen?.();
              }}
              defaultValue={
                answer?.values.find(([key]) => key === name)?.[1] ?? (place ? String(place) : '')
              }
            />
          );
        })}
      </Choices>
      {problem ? <p role="alert">{`${legend}: ${problem.message}`}</p> : null}
    </fieldset>
  );
}
