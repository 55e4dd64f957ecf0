import { randomUUID } from 'node:crypto';
import { data } from '@remix-run/node';
import { countryName } from '../../domain/countries.contract.ts';
import type { PageSession } from '../../api/client-types.ts';
import { limitsNow } from '../assistant/limits-now.ts';
import { rowsOf, type ConditionRow } from '../segments/conditions.ts';
import { SUGGEST, type Suggested } from '../segments/suggested.ts';
import { asProblem, FormRefused, type Problem } from './problem.server.ts';

type Api = Pick<PageSession['api'], 'assistant' | 'assistantSegment'>;

/** Whether the form was sent for conditions, not to be saved. */
export const asksForConditions = (form: FormData): boolean => form.has(SUGGEST);

/** Whether a member can have conditions proposed: they may ask, and there is somebody to ask. */
export const mayAsk = async (
  api: Pick<Api, 'assistant'>,
  permissions: PageSession['permissions'],
): Promise<boolean> =>
  permissions.includes('assistant:use') &&
  permissions.includes('contacts:write') &&
  (await api.assistant.quota({})).model !== null;

/** Has conditions proposed for the sentence of the editor. @throws FormRefused, with the error at the sentence */
export async function suggestedFor(api: Api, form: FormData) {
  const typed = {
    suggestion: randomUUID(),
    name: fieldOf(form, 'name'),
    sentence: fieldOf(form, 'sentence'),
    before: { match: form.get('match') === 'any' ? ('any' as const) : ('all' as const), rows: rowsIn(form) }, // prettier-ignore
  };
  const nothing = { proposed: null, leftOut: [], effect: null, failure: null, call: null };
  const quota = await api.assistant.quota({});
  const isStandIn = quota.model?.stand_in ?? false;
  try {
    const body = { sentence: typed.sentence, groups: false };
    const { rules, left_out, effect, model, usage, cost } = await api.assistantSegment.propose({
      body,
    });
    const proposed = rules && rowsOf(rules, countryName);
    const answer: Suggested = { ...typed, ...nothing, isStandIn, proposed, leftOut: left_out, effect, call: { model, usage, cost } }; // prettier-ignore
    return data(answer);
  } catch (error) {
    const problem = asProblem(error);
    if (problem?.status === 422) throw atSentence(problem);
    const reason = problem?.detail.extra?.reason;
    if (!problem || reason === undefined) throw error;
    const failure = { reason: reason === 'model_busy' ? 'rate_limited' : reason, limits: limitsNow(quota) }; // prettier-ignore
    const answer: Suggested = { ...typed, ...nothing, isStandIn, failure, call: problem.detail.extra?.call ?? null }; // prettier-ignore
    return data(answer, { status: problem.status });
  }
}

/** The sentence is all that was sent. */
const atSentence = ({ message, detail }: Problem): FormRefused =>
  new FormRefused(
    message,
    (detail.errors ?? [{ path: '', message }]).map((one) => ({ ...one, path: 'sentence' })),
  );

const fieldOf = (form: FormData, name: string): string => String(form.get(name) ?? '');

function rowsIn(form: FormData): ConditionRow[] {
  const values = form.getAll('value').map(String);
  const rows = form
    .getAll('what')
    .map((what, row) => ({ what: String(what), value: values[row] ?? '' }));
  return rows.filter(({ what, value }) => what !== '' || value !== '');
}
