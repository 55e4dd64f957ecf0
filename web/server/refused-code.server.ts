import { data } from '@remix-run/node';
import type { FormAnswer } from '../core/answer.ts';

/** Returns the error for a wrong code. It never says why, nor how many tries are left. */
export const refusedCode = () => {
  const answer: FormAnswer = {
    intent: 'check',
    message: 'The code was not accepted',
    errors: [{ path: 'code', message: 'is not the code we sent' }],
    values: [],
  };
  return data(answer, { status: 422 });
};
