import type { PageSession } from '../../api/client-types.ts';
import { TONES } from '../../domain/assistant/suggestions/contract.ts';
import { limitsNow } from '../assistant/limits-now.ts';
import { chosen, text } from './fields.server.ts';
import { asProblem, type Problem } from './problem.server.ts';
import { madeUp, templateSource } from './template-preview.server.ts';

type Api = PageSession['api'];
type Asked = Parameters<Api['assistantSuggestions']['create']>[0]['body'];

const TASKS = ['subject_lines', 'shorter', 'translation', 'tone'] as const;

/**
 * Returns what a template's editor shows of the assistant: who answers, and what to say of limits; null for members
 * who may not use it, and where no model is set.
 */
export async function assistantIn({ api, permissions }: Pick<PageSession, 'api' | 'permissions'>) {
  if (!permissions.includes('assistant:use') || !permissions.includes('templates:write')) return null; // prettier-ignore
  const quota = await api.assistant.quota({});
  return quota.model && { isStandIn: quota.model.stand_in, limits: limitsNow(quota) };
}

/** Asks the assistant about the text in an editor's form. A refusal is an answer, too, with what it has cost. */
export async function suggestionsFor(api: Api, form: FormData) {
  const body = askedIn(form);
  try {
    return { found: await api.assistantSuggestions.create({ body }) };
  } catch (error) {
    const problem = asProblem(error);
    if (!problem) throw error;
    return { refused: refusalOf(problem) };
  }
}

const refusalOf = ({ message, detail }: Problem) => ({
  message: detail.errors?.map((error) => sentenceOf(error)).join(' ') || `${message}.`,
  reason: detail.extra?.reason ?? null,
  call: detail.extra?.call ?? null,
});

const sentenceOf = ({ path, message }: { path: string; message: string }): string =>
  `${path === 'subject' ? 'The subject' : path === 'body' ? 'The text' : `The field ${path}`} ${message}.`;

function askedIn(form: FormData): Asked {
  const task = chosen(form, 'task', TASKS);
  const { channel, category, body, subject, language } = templateSource(form);
  const values = madeUp(text(form, 'values') ?? '');
  const common = { category, body, variables: values, ...(language ? { language } : {}) };
  const whole = { ...common, channel, ...(subject && channel === 'email' ? { subject } : {}) };
  switch (task) {
    case 'subject_lines':
      return { ...common, ...(subject ? { subject } : {}), task, channel: 'email' };
    case 'shorter':
      return { ...common, task, channel: 'sms' };
    case 'tone':
      return { ...whole, task, tone: chosen(form, 'tone', TONES) };
    case 'translation':
      return { ...whole, task, to_language: text(form, 'to_language') ?? '' };
  }
}
