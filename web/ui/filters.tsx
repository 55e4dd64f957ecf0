import { Button, NativeSelect, TextInput } from '@mantine/core';
import {
  Form,
  Link,
  useLocation,
  useNavigation,
  useSearchParams,
  useSubmit,
} from '@remix-run/react';
import { Search } from 'lucide-react';
import { useEffect, useRef, type ReactNode } from 'react';
import { useEdited } from '../core/edited.ts';
import classes from './ui.module.css';

/**
 * The filters of a list, stored in its URL. Without a script its button applies them; with a script every change
 * does.
 */
export function Filters({ children }: { children: ReactNode }) {
  const [search] = useSearchParams();
  const { pathname } = useLocation();
  const submit = useSubmit();
  const { location: next, formData } = useNavigation();
  // What is typed while the list loads belongs to the next request. An effect runs too late to tell it from what was
  // sent, so a form that is sent forgets at once.
  const typed = useRef(new Set<EventTarget>());
  const forget = (): void => typed.current.clear();
  useEffect(() => {
    if (next && !formData) typed.current.clear();
  }, [next, formData]);
  const { ref, onChange } = useEdited((form, field) => {
    typed.current.add(field);
    if (!(field instanceof HTMLSelectElement)) return;
    forget();
    submit(form, { replace: true });
  });
  // The fields are uncontrolled: after "Clear" or the back button they are reset from the URL.
  const shown = useRef(search);
  useEffect(() => {
    if (shown.current === search) return;
    shown.current = search;
    if (ref.current) follow(ref.current, search, typed.current);
  }, [search, ref]);
  return (
    <search>
      <Form
        ref={ref}
        method="get"
        className={classes['filters']}
        onChange={onChange}
        onSubmit={forget}
        autoComplete="off"
      >
        {children}
        <Button type="submit" variant="default">
          Show
        </Button>
        {[...search.keys()].length ? (
          <Button component={Link} to={pathname} variant="subtle" color="gray">
            Clear
          </Button>
        ) : null}
      </Form>
    </search>
  );
}

function follow(
  form: HTMLFormElement,
  search: URLSearchParams,
  typed: ReadonlySet<EventTarget>,
): void {
  for (const field of form.elements) {
    if (field instanceof HTMLSelectElement || field instanceof HTMLInputElement) {
      const theirs = field === document.activeElement || typed.has(field);
      if (!theirs) field.value = search.get(field.name) ?? '';
    }
  }
}

export function SearchBox({ label, placeholder }: { label: string; placeholder: string }) {
  const [search] = useSearchParams();
  return (
    <TextInput
      wrapperProps={{ 'data-wide': true }}
      type="search"
      name="q"
      label={label}
      placeholder={placeholder}
      defaultValue={search.get('q') ?? ''}
      leftSection={<Search size={15} aria-hidden />}
    />
  );
}

export function TextFilter({
  name,
  label,
  placeholder,
}: {
  name: string;
  label: string;
  placeholder?: string;
}) {
  const [search] = useSearchParams();
  return (
    <TextInput
      wrapperProps={{ 'data-wide': true }}
      name={name}
      label={label}
      placeholder={placeholder}
      defaultValue={search.get(name) ?? ''}
    />
  );
}

export type Option = { value: string; label: string };

export function SelectFilter({
  name,
  label,
  options,
  any = 'Any',
}: {
  name: string;
  label: string;
  options: readonly Option[];
  any?: string;
}) {
  const [search] = useSearchParams();
  return (
    <NativeSelect
      name={name}
      label={label}
      defaultValue={search.get(name) ?? ''}
      data={[{ value: '', label: any }, ...options]}
    />
  );
}

/** Filters by first and last day, in the organization's zone. */
export function DayFilters() {
  return (
    <div className={classes['range']}>
      <DayFilter name="from" label="From" />
      <DayFilter name="to" label="To" />
    </div>
  );
}

function DayFilter({ name, label }: { name: string; label: string }) {
  const [search] = useSearchParams();
  return (
    <TextInput
      type="date"
      name={name}
      label={label}
      defaultValue={search.get(name)?.slice(0, 10) ?? ''}
    />
  );
}
