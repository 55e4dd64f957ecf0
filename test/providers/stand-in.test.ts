import test from 'ava';
import type { ChatMessage } from '#providers/assistant/adapter.ts';
import { answerTo } from '#providers/local/stand-in.ts';
import { ordersIn } from '#providers/local/magic-words.ts';

/** Asks the stand-in, which has looked this up. */
const told = (...results: { name: string; args?: object; answer: unknown; more?: boolean }[]) => {
  const messages: ChatMessage[] = [{ role: 'user', content: 'What about the messages?' }];
  for (const [at, { name, args = {}, answer, more }] of results.entries()) {
    const id = `call_${at}`;
    messages.push({ role: 'assistant', content: '', toolCalls: [{ id, name, arguments: JSON.stringify(args) }] }); // prettier-ignore
    messages.push({ role: 'tool', toolCallId: id, content: `${JSON.stringify(answer)}${more ? '\nThis is only the beginning of it.' : ''}` }); // prettier-ignore
  }
  const question = { model: 'stand-in', messages, tools: [], maxTokens: 1_000 };
  return answerTo(
    question,
    ordersIn('', () => 0),
  ).text;
};
const rows = (count: number) =>
  Array.from({ length: count }, (_, i) => ({
    id: `00000000-0000-4000-8000-0000000000${String(i).padStart(2, '0')}`,
    name: `Row ${i + 1}`,
    status: 'not_delivered',
  }));

test('a single record is told, also where a list in it is empty', (t) => {
  const said = told({ name: 'campaigns_get', answer: { name: 'Spring', status: 'sent', tags: [], version: 3 } }); // prettier-ignore
  t.regex(said, /One record: name: Spring; status: sent; tags: none/);
  t.notRegex(said, /nothing\W*$|version/);
});

test('of a list that was cut it is not said how long it is', (t) => {
  t.regex(told({ name: 'messages_list', answer: { data: rows(27) } }), /The list has 27 rows\. The first 8: Row 1/); // prettier-ignore
  for (const cut of [
    told({ name: 'messages_list', answer: { data: rows(27) }, more: true }),
    told({ name: 'messages_list', answer: { data: rows(27), next_cursor: 'x' } }),
  ]) {
    t.regex(cut, /only the beginning of the list, 27 rows; there are more/);
    t.notRegex(cut, /has 27/);
  }
  t.regex(told({ name: 'messages_list', answer: { data: [] } }), /The list is empty\./);
});

test('words of lists are said as people say them, and a refusal as one', (t) => {
  const said = told({ name: 'campaigns_recipients', answer: { data: [{ status: 'excluded', reason: 'no_consent' }, { status: 'not_delivered' }] } }); // prettier-ignore
  t.regex(said, /left out, has not agreed; not delivered/);
  t.notRegex(said, /_/);
  const counts = told({ name: 'campaigns_progress', answer: { status: 'sent', counts: { excluded: 2, frequency_cap: 1 } } }); // prettier-ignore
  t.regex(counts, /counts: left out 2, frequency cap 1/);
  t.regex(told({ name: 'x', answer: { problem: 'Campaign not found' } }), /cannot be looked up: Campaign not found/); // prettier-ignore
});

test('what was taken because the question names nothing is named', (t) => {
  const [first] = rows(1);
  const said = told(
    { name: 'messages_list', answer: { data: rows(3) } },
    { name: 'whys_message', args: { id: first?.id }, answer: { answer: 'They agreed.' } },
  );
  t.regex(said, /I took the first of the messages that I found \(Row 1, not delivered\)\. They agreed\./); // prettier-ignore
  t.notRegex(told({ name: 'messages_list', answer: { data: rows(3) } }), /I took/);
});
