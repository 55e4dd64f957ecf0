import type { InputHTMLAttributes } from 'react';
import type { FormAnswer } from '../forms/answer.ts';

/** What is wrong with a field, as a sentence. */
export const problemWith = (answer: FormAnswer | undefined, name: string): string | undefined => {
  const message = answer?.errors.find(({ path }) => path === name)?.message;
  return message && `This ${message}.`;
};

export type PublicFieldProps = InputHTMLAttributes<HTMLInputElement> & {
  name: string;
  label: string;
  answer: FormAnswer | undefined;
};

/** A labelled field with its error. */
export function PublicField({ name, label, answer, ...props }: PublicFieldProps) {
  const error = problemWith(answer, name);
  const typed = answer?.values.find(([key]) => key === name)?.[1];
  return (
    <>
      <label className="name" htmlFor={name}>
        {label}
      </label>
      <input
        id={name}
        name={name}
        defaultValue={typed}
        aria-invalid={error ? true : undefined}
        aria-describedby={error ? `${name}-error` : undefined}
        dir="auto"
        required
        {...props}
      />
      {error ? (
        <p className="error" id={`${name}-error`}>
          {error}
        </p>
      ) : null}
    </>
  );
}
