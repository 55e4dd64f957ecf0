import { data } from '@remix-run/node';
import type { Api } from '../../api/client-types.ts';
import { TIME_REFUSED } from '../../domain/campaigns/when.contract.ts';
import { TIME_HAS_PASSED, TIME_TOO_FAR } from '../campaigns/time-has-passed.ts';
import type { FormAnswer } from '../core/answer.ts';
import { number, text } from './fields.server.ts';
import { instantOf } from './local-time.server.ts';
import { asProblem } from './problem.server.ts';
import { redirect } from './redirect.server.ts';

/** Approves a campaign to be sent now, as the page showed it. */
export async function sendNow(api: Api, id: string, form: FormData) {
  const ifMatch = number(form, 'version');
  await api.campaigns.schedule({
    params: { id },
    body: { at: 'now' },
    ...(ifMatch === null ? {} : { ifMatch }),
  });
  return redirect(`/campaigns/${id}?done=started`);
}

/**
 * Approves a campaign for the typed time, or reschedules it to that time.
 * @param zone the zone of the typed time
 * @param done the notice that the page shows then
 */
export async function sendAt(api: Api, id: string, form: FormData, zone: string, done: string) {
  const at = instantOf(text(form, 'at') ?? '', zone);
  if (!at) return refused(form, 'When should it go out?', 'Choose a day and a time');
  const ifMatch = number(form, 'version');
  try {
    await api.campaigns.schedule({
      params: { id },
      body: { at },
      ...(ifMatch === null ? {} : { ifMatch }),
    });
  } catch (error) {
    const wrong = asProblem(error)?.detail.errors?.find(({ path }) => path === 'at');
    const why = wrong && WHY_REFUSED.get(wrong.message);
    if (!why) throw error;
    return refused(form, why, why);
  }
  return redirect(`/campaigns/${id}?done=${done}`);
}

/** What the page says, by the API's reason; any other reason is shown as the API says it. */
const WHY_REFUSED: ReadonlyMap<string, string> = new Map([
  [TIME_REFUSED.past, TIME_HAS_PASSED],
  [TIME_REFUSED.far, TIME_TOO_FAR],
]);

function refused(form: FormData, message: string, atField: string) {
  const answer: FormAnswer = {
    intent: text(form, 'intent') ?? '',
    message,
    errors: [{ path: 'at', message: atField }],
    values: [['at', text(form, 'at') ?? '']],
  };
  return data(answer, { status: 422 });
}
