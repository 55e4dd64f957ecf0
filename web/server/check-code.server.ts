import { data } from '@remix-run/node';
import type { PageSession } from '../../api/client-types.ts';
import type { FormAnswer } from '../core/answer.ts';
import { text } from './fields.server.ts';

const WORDS: Record<string, string> = {
  expired: 'has expired; send a new one',
  max_attempts_reached: 'was entered wrong too often; ask again',
  canceled: 'was canceled',
  blocked: 'is blocked for this address for now',
};

/** Checks the code of a form. @returns the error to show if it is not the right one, else undefined */
export async function checkCode(api: PageSession['api'], form: FormData) {
  const code = text(form, 'code') ?? '';
  const { status, attempts_left } = await api.verifications.check({
    params: { id: text(form, 'verification') ?? '' },
    body: { code },
  });
  if (status === 'approved') return undefined;
  const wrong = attempts_left === 1 ? '1 attempt is left' : `${attempts_left} attempts are left`;
  const answer: FormAnswer = {
    intent: text(form, 'intent') ?? '',
    message: 'The code was not accepted',
    errors: [{ path: 'code', message: WORDS[status] ?? `is not the one we sent; ${wrong}` }],
    values: [['code', code]],
  };
  return data(answer, { status: 422 });
}
