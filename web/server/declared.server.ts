import { data } from '@remix-run/node';
import { own } from '../../lib/own.ts';
import { FormRefused } from './problem.server.ts';

/**
 * The forms of a page by their intent, each with the fields that a browser always sends: all except unticked boxes
 * and fields that are shown only at times. `check-` stands for every intent that begins with it.
 */
export type Forms = Readonly<Record<string, readonly string[]>>;

/**
 * Checks that a form is one of the page's and complete. A missing field does not mean an emptied one, and a form from
 * elsewhere is not ours: neither may change anything.
 * @param intent as it was sent
 * @throws the error page, if the form is none of these; FormRefused, naming the missing fields
 */
export function checkForm(form: FormData, intent: unknown, forms: Forms): void {
  const fields = typeof intent === 'string' ? fieldsOf(forms, intent) : undefined;
  if (!fields) throw data({ message: 'This form does not belong to this page' }, { status: 422 });
  const absent = fields.filter((name) => !form.has(name));
  if (!absent.length) return;
  throw new FormRefused(
    'This form is incomplete',
    absent.map((path) => ({ path, message: 'is missing' })),
  );
}

function fieldsOf(forms: Forms, intent: string): readonly string[] | undefined {
  const exact = own(forms, intent);
  if (exact) return exact;
  const begins = Object.keys(forms).find((name) => name.endsWith('-') && intent.startsWith(name));
  return begins === undefined ? undefined : own(forms, begins);
}
