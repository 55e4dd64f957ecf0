import type { InputHTMLAttributes, ReactNode } from 'react';
import { own } from '../../lib/own.ts';
import type { FormAnswer } from '../core/answer.ts';
import type { PublicWords } from './words/index.ts';

/** Describes the error of a field in the visitor's language. */
export function problemWith(
  answer: FormAnswer | undefined,
  name: string,
  words: PublicWords,
  channel: 'sms' | 'email' = 'email',
): string | undefined {
  const found = answer?.errors.find(({ path }) => (own(SAME, path) ?? path) === name);
  if (!found) return undefined;
  const { errors } = words;
  switch (name) {
    case 'address':
      if (/missing/.test(found.message)) return errors.missing;
      if (/countr/.test(found.message)) return errors.country;
      return channel === 'sms' ? errors.phone : errors.email;
    case 'code':
      return /digits/.test(found.message) ? errors.digits : errors.code;
    case 'purposes':
      return errors.tick;
    case 'shown':
      return errors.shown;
    case 'ticket':
      return /too soon/.test(found.message) ? errors.soon : errors.ticket;
    default:
      return undefined;
  }
}

/** API field names that all mean the address for a visitor. */
const SAME: Record<string, string> = { to: 'address', phone: 'address', email: 'address' };

export const typedIn = (answer: FormAnswer | undefined, name: string): string | undefined =>
  answer?.values.find(([key]) => key === name)?.[1];

export type PublicFieldProps = InputHTMLAttributes<HTMLInputElement> & {
  name: string;
  label: string;
  answer: FormAnswer | undefined;
  error: string | undefined;
};

/** A labelled field with its error. */
export function PublicField({ name, label, answer, error, ...props }: PublicFieldProps) {
  return (
    <>
      <label className="name" htmlFor={name}>
        {label}
      </label>
      <input
        id={name}
        name={name}
        defaultValue={typedIn(answer, name)}
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

type Answered = { words: PublicWords; answer: FormAnswer | undefined };

/** The field for the visitor's phone number or e-mail address. */
export function AddressField({ channel, words, answer }: Answered & { channel: 'sms' | 'email' }) {
  const kind = channel === 'sms' ? 'tel' : 'email';
  return (
    <PublicField
      name="address"
      label={channel === 'sms' ? words.phone : words.email}
      type={kind}
      autoComplete={kind}
      answer={answer}
      error={problemWith(answer, 'address', words, channel)}
    />
  );
}

/** The field for a texted code; phones offer to fill it in. Digits read left to right in every language. */
export function CodeField({ words, answer }: Answered) {
  return (
    <PublicField
      name="code"
      label={words.code}
      type="text"
      className="code"
      inputMode="numeric"
      autoComplete="one-time-code"
      dir="ltr"
      answer={answer}
      error={problemWith(answer, 'code', words)}
    />
  );
}

/** Shows an error of the form as a whole. */
export function PublicAlert({ children }: { children: ReactNode }) {
  return (
    <p className="alert" role="alert">
      {children}
    </p>
  );
}

/** Links to choose from a few options; works without a script. */
export function ChoiceLinks({
  label,
  choices,
}: {
  label: string;
  choices: readonly { to: string; words: string; current: boolean; lang?: string }[];
}) {
  if (choices.length < 2) return null;
  return (
    <ul className="choices" aria-label={label}>
      {choices.map(({ to, words, current, lang }) => (
        <li key={to}>
          <a href={to} aria-current={current || undefined} lang={lang}>
            {words}
          </a>
        </li>
      ))}
    </ul>
  );
}
