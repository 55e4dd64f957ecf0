import type { PageSession } from '../../api/client-types.ts';
import { typedNumber } from '../../lib/typed-number.ts';
import { number, text, words } from './fields.server.ts';

type Widget = Parameters<PageSession['api']['assistantWidget']['put']>[0]['body'];

/** The fields of the form of the widget's settings that it must have. */
export const WIDGET_FIELDS = [
  'version', 'origins', 'greeting', 'knowledge', 'form_id', 'session_questions', 'network_sessions', 'session_tokens',
  'month_tokens',
] as const; // prettier-ignore

/** Reads the form of the widget's settings. An empty limit of the month means none. */
export const widgetIn = (form: FormData): Widget => ({
  active: form.get('active') === 'on',
  origins: words(form, 'origins'),
  greeting: text(form, 'greeting') ?? '',
  knowledge: text(form, 'knowledge') ?? '',
  form_id: text(form, 'form_id') ?? null,
  session_questions: typedNumber(text(form, 'session_questions')),
  network_sessions: typedNumber(text(form, 'network_sessions')),
  session_tokens: typedNumber(text(form, 'session_tokens')),
  month_tokens: number(form, 'month_tokens'),
});
