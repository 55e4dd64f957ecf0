import {
  Button,
  Checkbox,
  Input,
  NativeSelect,
  PasswordInput,
  Textarea,
  TextInput,
  type ButtonProps,
  type CheckboxProps,
  type NativeSelectProps,
  type PasswordInputProps,
  type TextareaProps,
  type TextInputProps,
} from '@mantine/core';
import { useId, type ReactNode } from 'react';
import type { FormAnswer } from '../core/answer.ts';
import { entriesOf } from '../core/entries.ts';
import { useForm } from './form.tsx';

/**
 * Returns the API's error for a field as a sentence; the API's messages continue the field's name. Of several entries
 * in one field the wrong one is named.
 */
export const errorOf = (answer: FormAnswer | undefined, name: string): string | undefined => {
  const { path, message } =
    answer?.errors.find((error) => error.path === name || error.path.startsWith(`${name}.`)) ?? {};
  if (!path || !message) return undefined;
  const entry = entryAt(typedOf(answer, name), path.slice(name.length));
  return entry === undefined ? atField(message) : `“${entry}” ${message}`;
};

/** Writes a message of the API, which continues the field's name, as a sentence beside the field. */
export const atField = (message: string): string =>
  /^(is|has)\b/.test(message)
    ? `This ${message}`
    : `${message.charAt(0).toUpperCase()}${message.slice(1)}`;

/** Returns the entry that a path such as `.1.address` is about; undefined where the field has only one. */
function entryAt(typed: string | undefined, within: string): string | undefined {
  const at = /^\.(\d+)(?:\.|$)/.exec(within)?.[1];
  const entries = entriesOf(typed ?? '');
  return at === undefined || entries.length < 2 ? undefined : entries[Number(at)];
}

/** Returns the value that was typed into a field of a refused form. */
export const typedOf = (answer: FormAnswer | undefined, name: string): string | undefined =>
  answer?.values.find(([key]) => key === name)?.[1];

type Named = { name: string };

export function TextField(props: TextInputProps & Named) {
  const { answer } = useForm();
  return (
    <TextInput
      {...props}
      defaultValue={typedOf(answer, props.name) ?? props.defaultValue}
      error={errorOf(answer, props.name)}
    />
  );
}

/** A field for a secret. The library does not mark a wrong one for screen readers. */
export function PasswordField(props: PasswordInputProps & Named) {
  const { answer } = useForm();
  const error = errorOf(answer, props.name);
  return (
    <PasswordInput
      {...props}
      visibilityToggleButtonProps={{ 'aria-label': 'Show or hide the password' }}
      error={error}
      aria-invalid={error ? true : undefined}
    />
  );
}

/**
 * A text field that grows with its text between two heights, by CSS alone. A script that resized it after loading
 * would move everything below it away from under the pointer.
 */
export function LongTextField({
  rows = 3,
  maxRows = 20,
  ...props
}: Omit<TextareaProps, 'autosize' | 'minRows'> & Named & { rows?: number; maxRows?: number }) {
  const { answer } = useForm();
  return (
    <Textarea
      {...props}
      rows={rows}
      style={{ '--rows': String(rows), '--most-rows': String(maxRows) }}
      defaultValue={typedOf(answer, props.name) ?? props.defaultValue}
      error={errorOf(answer, props.name) ?? props.error}
    />
  );
}

export function SelectField(props: NativeSelectProps & Named) {
  const { answer } = useForm();
  return (
    <NativeSelect
      {...props}
      defaultValue={typedOf(answer, props.name) ?? props.defaultValue}
      error={errorOf(answer, props.name)}
    />
  );
}

export function CheckField(props: CheckboxProps & Named) {
  const { answer } = useForm();
  const typed = answer?.values.some(
    ([name, value]) => name === props.name && value === String(props.value ?? 'on'),
  );
  const uncontrolled = typed === undefined || props.checked !== undefined ? {} : { defaultChecked: typed }; // prettier-ignore
  return <Checkbox {...props} {...uncontrolled} error={errorOf(answer, props.name)} />;
}

/** A group of boxes under one name, with the error of the group. */
export function CheckGroup({
  name,
  label,
  children,
}: {
  name: string;
  label: string;
  children: ReactNode;
}) {
  const { answer } = useForm();
  const error = errorOf(answer, name);
  const id = useId();
  return (
    <fieldset aria-describedby={error ? id : undefined} data-invalid={error ? true : undefined}>
      <legend>{label}</legend>
      {error ? (
        <Input.Error id={id} mb="xs">
          {error}
        </Input.Error>
      ) : null}
      {children}
    </fieldset>
  );
}

/** Submits the form. Shows that it waits, and cannot be pressed twice. */
export function SubmitButton({
  children,
  ...props
}: ButtonProps & { children: ReactNode; name?: string; value?: string }) {
  const { pending } = useForm();
  return (
    <Button type="submit" loading={pending} {...props}>
      {children}
    </Button>
  );
}
