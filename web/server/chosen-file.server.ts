import { data } from '@remix-run/node';
import type { FormAnswer } from '../forms/answer.ts';

/** The file a form was sent with; null when none was chosen. */
export function chosenFile(form: FormData): File | null {
  const file = form.get('file');
  return file instanceof File && file.size > 0 ? file : null;
}

/** Says at the field that there is none. */
export const noFileChosen = () => {
  const answer: FormAnswer = {
    intent: '',
    message: 'Choose a file',
    errors: [{ path: 'file', message: 'Choose a CSV file' }],
    values: [['file', '']],
  };
  return data(answer, { status: 422 });
};
